/** A store may be asked twice for one page, and who was given up may still be given rows while the other one reads. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reader } from '../../src/core/ports.ts'
import { commerceLayer } from '../../src/dialects/commerce-layer/index.ts'
import { type Speaker, speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let speaker: Speaker
beforeAll(async () => {
  world = await createWorld('embedded')
  const emails = [...'abc'].map((name) => ({ email: `${name}@example.com` }))
  await world.store.records.write(world.organization.key, {}, (writer) => writer.create('customer', emails))
  speaker = await speakAs(world, commerceLayer, await world.credential('commerce-layer'))
})
afterAll(() => world.close())

const page = async () =>
  String((await speaker.get('/api/customers?sort=email')).body).replaceAll(/[\da-f]{64}/g, 'trace')

/** Whoever is asked first gets each row as well, after who reads in the end, or all of them and then nobody does. */
function askingTwice(isLate: boolean): Reader['readRows'] {
  const { readRows } = world.store.records
  return async (organization, query, fields, begin) => {
    const given = begin()
    if (!isLate) {
      await readRows(organization, query, fields, () => given)
      return readRows(organization, { ...query, limit: 1, offset: 2 }, fields, begin)
    }
    return readRows(organization, query, fields, () => {
      const own = begin()
      return {
        read(row) {
          own.read(row)
          given.read(row)
        },
        end: own.end,
      }
    })
  }
}

test.each([true, false])('the page is what its own reader was given (late: %s)', async (isLate) => {
  const { records } = world.services
  const plain = await page()
  expect(JSON.parse(plain).data).toHaveLength(3)
  world.services.records = { ...records, readRows: askingTwice(isLate) }
  try {
    const twice = await page()
    if (isLate) expect(twice).toBe(plain)
    else expect(JSON.parse(twice).data).toEqual(JSON.parse(plain).data.slice(2))
  } finally {
    world.services.records = records
  }
})
