/** More that is due than a job is told of at once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { endAccesses, WARN_BEFORE } from '../../src/jobs/end-what-is-due.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const NOW = '2026-03-01T12:00:00.000Z'
const DAY = 86_400_000
const at = (days: number) => new Date(Date.parse(NOW) + days * DAY)

describe.each(ENGINES)('what is due on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
    world.setTime(NOW)
  })
  afterAll(() => world?.close())

  test('history that was brought along does not keep the news waiting', async () => {
    const { records, due } = world.store
    const organization = world.organization.key
    const access = (productName: string, activeUntil: Date) => ({
      productUuid: '11111111-1111-4111-8111-111111111111',
      ...{ productName, activeUntil },
    })
    const bring = async (writer: Writer) => {
      const [customer] = await writer.create('customer', [{ email: 'long@example.com' }])
      const owned = { customerKey: customer!.key }
      await writer.create(
        'productAccess',
        Array.from({ length: 201 }, (_, day) => ({ ...owned, ...access('old', at(-500 + day)) })),
      )
      await writer.create('productAccess', [
        { ...owned, ...access('today', at(0)) },
        { ...owned, ...access('soon', at(1)) },
      ])
    }
    await records.write(organization, { kind: 'import' }, bring, { silent: true })
    const run = () => endAccesses({ records, due, clock: world.services.clock, warnBefore: WARN_BEFORE })
    // Two servers at once: each is done by one of them.
    const ran = await Promise.all([run(), run()])
    expect(ran.reduce((sum, { ended }) => sum + ended, 0)).toBe(202)
    expect(ran.reduce((sum, { warned }) => sum + warned, 0)).toBe(1)
    expect(await run()).toEqual({ ended: 0, warned: 0 })
    const notices = await records.list(organization, { type: 'notice', sort: [{ field: 'key' }], limit: 9 })
    expect(notices.map(({ topic }) => topic).sort()).toEqual([
      'product_access_expired',
      'product_access_expiring',
    ])
  })
})
