/** Scheduled syncs: of several servers one runs each; what fails is told without personal data and tried again. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialects } from '../../../src/dialects/index.ts'
import { scheduledSyncsJob, sealCredential } from '../../../src/jobs/sync/scheduled.ts'
import { openSource, scheduleSource } from '../../../src/jobs/sync/sources.ts'
import { createFakeShop } from '../../support/fake-shop.ts'
import { createWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld('embedded')
})
afterAll(() => world.close())

test('two servers run a due sync once; a failing one is logged, kept on the source and due again', async () => {
  const shop = createFakeShop()
  shop.person('ada')
  const { records, due, organizations } = world.store
  const { secrets } = world.services
  const organization = world.organization
  const source = await openSource(records, organization.key, {
    name: 'shop',
    dialect: 'fake',
    baseUrl: 'http://shop.test',
  })
  const schedule = (at: Date) =>
    scheduleSource(records, organization.key, source, {
      everySeconds: 3600,
      sealedCredential: sealCredential(secrets, { key: 'very-secret' }),
      nextRunAt: at,
    })
  const logged: string[] = []
  const serve = async (until: () => Promise<boolean>) => {
    const stopping = new AbortController()
    const servers = [1, 2].map(() =>
      scheduledSyncsJob({
        ...{ records, due, organizations, secrets, clock: world.clock, every: 20 },
        dialects: [...dialects, shop.dialect],
        log: (level, message, facts) => void logged.push(JSON.stringify({ level, message, ...facts })),
        sendTo: () => shop.send,
      }).run(stopping.signal),
    )
    while (!(await until())) await new Promise((resolve) => setTimeout(resolve, 20))
    stopping.abort()
    await Promise.all(servers)
  }
  const now = () => records.find(organization.key, 'source', 'key', source.key)

  await schedule(new Date(Date.now() - 1000))
  await serve(async () => logged.some((line) => line.includes('"synced"')))
  expect(await now()).toMatchObject({ run: 1, lastError: null, lockedBy: null })
  expect(await records.count(organization.key, 'customer')).toBe(1)
  expect(shop.asked.filter((url) => url === '/fake/token')).toHaveLength(1)

  shop.mishap = () => ({ status: 403, body: 'very-secret is not for ada@example.com' })
  await schedule(new Date(Date.now() - 1000))
  await serve(async () => logged.some((line) => line.includes('"error"')))
  const failed = await now()
  expect(failed?.lastError).toContain('answered 403')
  expect((failed?.nextRunAt?.getTime() ?? 0) - Date.now()).toBeLessThan(601_000)
  expect(logged.some((line) => line.includes('"level":"error"') && line.includes('answered 403'))).toBe(true)
  for (const text of [...logged, JSON.stringify(failed)]) {
    expect(text).not.toContain('ada@example.com')
    expect(text).not.toContain('very-secret')
  }
}, 120_000)
