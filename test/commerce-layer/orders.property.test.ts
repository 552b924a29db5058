/** Whatever is asked of orders and returns, in whatever order: the books stay right and the statuses possible. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, commerceLayerClient, one } from '../support/commerce-layer-client.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeOrder } from '../support/write-order.ts'

const TRIGGERS = [
  '_pending',
  '_place',
  '_cancel',
  '_approve',
  '_approve_and_capture',
  '_authorize',
  '_capture',
  '_refund',
  '_fulfill',
  '_start_editing',
  '_stop_editing',
  '_archive',
]
/** Where the platform's words may lead; every other step must be a refusal. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  draft: ['pending', 'placed'],
  pending: ['placed'],
  placed: ['editing', 'approved', 'cancelled'],
  editing: ['placed'],
  approved: [],
  cancelled: [],
}

type Step = { kind: 'order'; name: string } | { kind: 'return'; amount: number }
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('order' as const), name: fc.constantFrom(...TRIGGERS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('return' as const),
      amount: fc.integer({ min: -1, max: 1200 }),
    }),
  },
)

describe.each(ENGINES)('any sequence of triggers on %s', (engine) => {
  let world: World
  let api: Client
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
  })
  afterAll(() => world.close())

  const giveBack = async (order: string, amount: number) => {
    const { id } = await api.make('returns', {}, { order: one('orders', order) })
    await api.update('returns', id, { _request: true, _approve: true })
    return api.update('returns', id, { _refund: true, _refund_amount_cents: amount })
  }
  const facts = async (id: string) => {
    const { attributes } = (await api.get(`/api/orders/${id}`)).data
    return { word: String(attributes.status), payment: String(attributes.payment_status), attributes }
  }

  test('keeps the books and goes only where it may', async () => {
    const person = fc.record({
      amount: fc.constantFrom(0, 1, 1000),
      steps: fc.array(step, { minLength: 1, maxLength: 12 }),
    })
    await fc.assert(
      fc.asyncProperty(person, async ({ amount, steps }) => {
        const [customer] = await world.store.records.write(world.organization.key, {}, (writer) =>
          writer.create('customer', [{}]),
        )
        const extras = { 'commerce-layer': { status: 'draft' } }
        const order = await writeOrder(world, { customerKey: customer?.key ?? 0, amount, extras })
        let before = await facts(order.shortId)
        for (const one of steps) {
          const { status } =
            one.kind === 'order'
              ? await api.update('orders', order.shortId, { [one.name]: true })
              : await giveBack(order.shortId, one.amount)
          expect([200, 422]).toContain(status)
          const after = await facts(order.shortId)
          if (status === 422) expect(after.attributes).toEqual(before.attributes)
          else if (after.word !== before.word) expect(NEXT[before.word]).toContain(after.word)
          before = after
        }
        await expectBooks(order.key, amount)
      }),
      { numRuns: timesOn(engine, 8, 60) },
    )
    expect(await ledgerDifferences(world.store.records, world.organization.key)).toEqual([])
  })

  /** Never more paid than asked, never more paid back than paid. */
  async function expectBooks(key: number, amount: number) {
    const order = await world.store.records.find(world.organization.key, 'order', 'key', key)
    const { paidAmount = -1, refundedAmount = -1 } = order ?? {}
    expect(paidAmount).toBeLessThanOrEqual(amount)
    expect(refundedAmount).toBeLessThanOrEqual(paidAmount)
    expect(refundedAmount).toBeGreaterThanOrEqual(0)
  }
})
