/**
 * The CDNOW master file (Fader and Hardie, "Forecasting Repeat Sales at CDNOW"): one purchase a line as
 * `customer id, yyyymmdd, quantity, dollar value`, the value with an optional `$`. No line names an order, so
 * an order's reference is made of its values and of how many equal lines came before it.
 */

import type { Draft } from '../../core/draft.ts'
import { readTime } from '../../lib/read-time.ts'
import type { InputRecord } from './draft.ts'
import { readLines, TOO_LONG } from './read-lines.ts'

const LINE = /^\s*(\d{1,18})\s+(\d{4})(\d{2})(\d{2})\s+(\d{1,9})\s+(\d{1,10})\.(\d{2})\$?\s*$/
const ORIGIN = 'cdnow'

/** What the lines of one customer have in common. */
interface Buyer {
  first: Date
  counts: Map<string, number>
}

export async function* readCdnow(
  file: string,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<InputRecord> {
  // In the file each customer's lines stand together; only then may a customer be forgotten after its last.
  const together = await isGrouped(file)
  const buyers = new Map<string, Buyer>()
  for await (const { number: line, text: input, isCut } of readLines(file, onBytes)) {
    const purchase = isCut ? TOO_LONG() : readPurchase(input)
    if (typeof purchase === 'string') {
      yield { line, input, reason: purchase }
      continue
    }
    if (together && !buyers.has(purchase.id)) buyers.clear()
    const buyer = buyers.get(purchase.id) ?? { first: purchase.at, counts: new Map() }
    buyers.set(purchase.id, buyer)
    const name = `${purchase.id}-${purchase.day}-${purchase.cents}-${purchase.quantity}`
    const count = (buyer.counts.get(name) ?? 0) + 1
    buyer.counts.set(name, count)
    yield { line, input, drafts: draftsOf(purchase, buyer.first, `${name}-${count}`) }
  }
}

interface Purchase {
  id: string
  day: string
  at: Date
  quantity: number
  cents: number
}

function readPurchase(input: string): Purchase | string {
  const [, id, year, month, date, quantity, dollars, cents] = LINE.exec(input) ?? []
  if (!id) return 'not a line of customer id, yyyymmdd, quantity and dollar value'
  const at = readTime(`${year}-${month}-${date}`)
  if (!at) return `${year}${month}${date} is not a date`
  return {
    id,
    day: `${year}${month}${date}`,
    at,
    quantity: Number(quantity),
    cents: Number(`${dollars}${cents}`),
  }
}

function draftsOf({ id, at, quantity, cents }: Purchase, first: Date, reference: string): Draft[] {
  const email = `cdnow-${id}@example.com`
  const customerKey = { reference: id, referenceOrigin: ORIGIN }
  const customer: Draft = {
    type: 'customer',
    values: { reference: id, referenceOrigin: ORIGIN, email, createdAt: first },
    links: {},
  }
  const order: Draft = {
    type: 'order',
    values: {
      reference,
      referenceOrigin: ORIGIN,
      customerEmail: email,
      status: 'completed',
      currency: 'USD',
      amount: cents,
      quantity,
      createdAt: at,
    },
    links: { customerKey },
  }
  // A free order has nothing to capture.
  if (cents === 0) return [customer, order]
  const payment: Draft = {
    type: 'payment',
    values: {
      remoteId: reference,
      provider: ORIGIN,
      currency: 'USD',
      amount: cents,
      paidAt: at,
      createdAt: at,
    },
    links: { customerKey, orderKey: { reference, referenceOrigin: ORIGIN } },
  }
  return [customer, order, payment]
}

/** Whether ids never go down: then no customer comes back after another one. */
async function isGrouped(file: string): Promise<boolean> {
  let last = ''
  for await (const { text: input } of readLines(file)) {
    const id = LINE.exec(input)?.[1]
    if (!id) continue
    if (id.length < last.length || (id.length === last.length && id < last)) return false
    last = id
  }
  return true
}
