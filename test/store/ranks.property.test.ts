import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { DEEP_LISTS, deepPage, sortedPlainly } from '../support/deep-pages.ts'
import { ENGINES } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { createWorld, type World } from '../support/world.ts'

/** Everything small, so that blocks grow, are cut, shrink and go. */
const SMALL = { block: 3, part: 4, least: 5, deep: 1, foldAfter: 1e9 }

const pick = fc.nat(60)
/** Few moments, so that many records have the same one; one before 1970, one far off. */
const at = fc
  .constantFrom(
    '1969-12-31T23:59:59.999Z',
    '2024-01-01T00:00:00.000Z',
    '2024-01-01T00:00:00.001Z',
    '2025-06-01T12:00:00.500Z',
    '9999-12-31T23:59:59.999Z',
  )
  .map((text) => new Date(text))
const step = fc.record({
  do: fc.constantFrom(
    'create',
    'create',
    'many',
    'update',
    'time',
    'address',
    'order',
    'order',
    'orders',
    'status',
    'move',
    'refund',
    'removeOrder',
    'remove',
    'erase',
  ),
  a: pick,
  b: pick,
  at,
  currency: fc.constantFrom('EUR', 'EUR', 'USD'),
  status: fc.constantFrom('created' as const, 'completed' as const, 'canceled' as const),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
const act = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ what: fc.constant('write' as const), steps: fc.array(step, { maxLength: 6 }) }),
  },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('fold' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('fail' as const), steps: fc.array(step, { maxLength: 6 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom('save' as const, 'restore' as const, 'empty' as const) }),
  },
)
const looks = fc.array(
  fc.record({
    list: fc.nat(DEEP_LISTS.length - 1),
    offset: fc.nat(80),
    limit: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 2, maxLength: 4 },
)

describe.each(ENGINES)('deep pages on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine, { ranks: SMALL })
  })
  afterAll(() => world.close())

  const look = async (
    organization: number,
    all: readonly { list: number; offset: number; limit: number }[],
  ) => {
    for (const { list, offset, limit } of all) {
      const chosen = DEEP_LISTS[list] as (typeof DEEP_LISTS)[number]
      const expected = (await sortedPlainly(world.store, organization, chosen)).slice(offset, offset + limit)
      expect(await deepPage(world.store, organization, chosen, offset, limit)).toEqual(expected)
    }
  }

  test('are those of a plain sort after any writes and folds', async () => {
    let ranked = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(act, looks), { minLength: 4, maxLength: 14 }), async (acts) => {
        const organization = (await world.addOrganization({ slug: `r${next++}` })).key
        const { records, ranks, copies } = world.store
        await records.write(organization, {}, (writer) => writer.create('customer', Array(20).fill({})))
        await ranks.fold(organization)
        for (const [act, looked] of acts) {
          if (act.what === 'fold') await ranks.fold(organization)
          else if (act.what === 'save') await copies.save(organization, 'kept', { replace: true })
          else if (act.what === 'restore') await copies.restore(organization, 'kept').catch(notThere)
          else if (act.what === 'empty') await copies.empty(organization)
          else if ('steps' in act)
            await records
              .write(organization, {}, async (writer) => {
                for (const each of act.steps) await run(writer, organization, each)
                if (act.what === 'fail') throw new Error('taken back')
              })
              .catch((error) => {
                if (error.message !== 'taken back' && error.code !== 'invalid-value') throw error
              })
          world.statements()
          await look(organization, looked)
          ranked += world.statements().filter((statement) => statement.includes('then skip else')).length
        }
      }),
      { numRuns: times(8, 300), endOnFailure: !LONG },
    )
    expect(ranked, 'pages that were read by the blocks').toBeGreaterThan(50)
  })
})

function notThere(error: { code?: string }): void {
  if (error.code !== 'record-not-found') throw error
}

async function run(writer: Writer, organization: number, { do: what, a, b, at, currency, status }: Step) {
  const customers = await writer.list(organization, {
    type: 'customer',
    sort: [{ field: 'key' }],
    limit: 100,
  })
  const orders = await writer.list(organization, { type: 'order', sort: [{ field: 'key' }], limit: 100 })
  const customer = customers[a % (customers.length || 1)]
  const order = orders[b % (orders.length || 1)]
  if (what === 'create') return void (await writer.create('customer', [{ createdAt: at }]))
  if (what === 'many') {
    // As an import does: all at one moment, their times their own.
    const made = await writer.create('customer', Array(b % 20).fill({ createdAt: at, updatedAt: at }))
    return writer.keepUpdatedAt(made.map(({ key }) => key))
  }
  if (!customer) return
  const placed = { customerKey: customer.key, status, currency, amount: 5, createdAt: at }
  if (what === 'update') await writer.update('customer', customer.key, { firstName: `${b}` })
  if (what === 'time')
    await writer.update('customer', customer.key, { createdAt: at, ...(b % 2 ? { updatedAt: at } : {}) })
  if (what === 'address') await writer.create('address', [{ customerKey: customer.key }])
  if (what === 'order') await writer.create('order', [placed])
  if (what === 'orders')
    await writer.create(
      'order',
      customers.slice(0, b).map(({ key }) => ({ ...placed, customerKey: key })),
    )
  if (what === 'remove')
    await writer.remove(
      'customer',
      customers.slice(a, a + (b % 9)).map(({ key }) => key),
    )
  if (what === 'erase') await writer.erase(customer.key)
  if (!order) return
  if (what === 'status') await writer.update('order', order.key, { status })
  if (what === 'move') await writer.update('order', order.key, { customerKey: customer.key })
  if (what === 'removeOrder') await writer.remove('order', [order.key])
  const { key: orderKey, customerKey, currency: paid } = order
  if (what === 'refund' && customerKey) {
    const money = { customerKey, currency: paid, amount: 1 }
    const [payment] = await writer.create('payment', [{ ...money, orderKey, paidAt: at }])
    await writer.create('refund', [{ ...money, paymentKey: payment?.key ?? 0, state: 'recorded' }])
  }
}
