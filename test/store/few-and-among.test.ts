/** However a page is found, it is the page: by the order, among the first, or gathered first. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Condition, type Query, where } from '../../src/core/query.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('%s', (engine) => {
  let world: World
  let organization: number

  beforeAll(async () => {
    world = await createWorld(engine)
    organization = world.organization.key
    await world.store.records.write(organization, { kind: 'test' }, (writer) =>
      writer.create(
        'customer',
        Array.from({ length: 40 }, (_, at) => ({
          email: `c${at}@example.com`,
          firstName: ['Anna', 'Ben', 'Cleo'][(at * 7) % 3] as string,
          placedOrdersCount: 0,
        })),
      ),
    )
  })
  afterAll(() => world.close())

  const named: Condition = where('customer').eq('firstName', 'Anna')
  const page: Query<'customer'> = {
    type: 'customer',
    where: named,
    sort: [{ field: 'numberId', descending: true }],
    limit: 5,
    offset: 3,
  }
  const ids = async (query: Query<'customer'>) =>
    (await world.store.records.rows(organization, query, ['numberId'])).map(({ numberId }) => numberId)

  test('gathered, and met among the first so many, with a bound as well', async () => {
    const plain = await ids(page)
    expect(plain).toHaveLength(5)
    expect(await ids({ ...page, few: true })).toEqual(plain)
    expect(await ids({ ...page, among: { first: 40 } })).toEqual(plain)
    const bound = { compare: 'lt', values: [plain[1] as string] } as const
    const beyond = await ids({ ...page, bound, offset: 0 })
    expect(beyond[0]).toBe(plain[2])
    expect(await ids({ ...page, bound, offset: 0, few: true })).toEqual(beyond)
    expect(await ids({ ...page, bound, offset: 0, among: { first: 40 } })).toEqual(beyond)
  })

  test('among the first is only among the first', async () => {
    const { where: _all, ...everybody } = page
    const first = await ids({ ...everybody, offset: 0, limit: 7 })
    const among = await ids({ ...page, offset: 0, limit: 40, among: { first: 7 } })
    const anna = await ids({ ...page, offset: 0, limit: 40 })
    expect(among).toEqual(first.filter((id) => anna.includes(id)))
    expect(among.length).toBeLessThan(7)
  })
})
