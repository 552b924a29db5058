/** Makes through the API what Easycart's writing cases change, and puts away what it cannot remove again. */
import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../../../core/schema.ts'
import type { Facts } from '../../case.ts'
import type { CheckSend, Prepared, WriteDone } from '../../conformance.ts'
import { objectOf } from '../../learn.ts'
import { BASE } from '../answer.ts'
import { NOBODYS } from './discover-facts.ts'
import { make, post } from './wire.ts'

interface Made {
  products: Set<string>
  promotions: Set<string>
  /** Accesses were given, whose ids nothing tells. */
  accesses: number
}

const monthly = (name: string, amount: number): JsonObject => ({
  type: 'recurring',
  name,
  amount,
  recurring_options: { interval: 'month', interval_count: 1 },
})
/** By fact, below the product `club`. */
const VARIANTS: Readonly<Record<string, JsonObject>> = {
  variant: { type: 'one_time', amount: 9900 },
  monthly: monthly('Monthly', 4900),
  premium: monthly('Premium', 9900),
  cheap: monthly('Cheap', 100),
}

/** The run's own word keeps its names and codes apart from those of the store and of other runs. */
export async function prepare(send: CheckSend): Promise<Prepared> {
  const made: Made = { products: new Set(), promotions: new Set(), accesses: 0 }
  const cleanUp = (done: readonly WriteDone[]) => putAway(send, made, done)
  try {
    return { facts: await makeAll(send, made), cleanUp }
  } catch (error) {
    await cleanUp([])
    throw error
  }
}

async function makeAll(send: CheckSend, made: Made): Promise<Facts> {
  const run = randomBytes(4).toString('hex')
  const sell = async (name: string) => {
    const id = await make(send, '/products', {
      status: 'published',
      name,
      slug: `${name.toLowerCase()}-${run}`,
      currency: 'pln',
    })
    made.products.add(id)
    return id
  }
  const facts: Record<string, string> = {
    ...NOBODYS,
    run,
    product: await sell('Course'),
    club: await sell('Club'),
  }
  for (const [name, variant] of Object.entries(VARIANTS))
    facts[name] = await make(send, `/products/${facts.club}/variants`, variant)
  facts.other_variant = await make(send, `/products/${await sell('Other')}/variants`, monthly('Other', 100))
  return { ...facts, ...(await promotionOf(send, run, made)) }
}

/** None where the store is not connected to Stripe. */
async function promotionOf(send: CheckSend, run: string, made: Made): Promise<Facts> {
  const code = { code: `KEPT${run}`, discount_type: 'percent_off', percent_off: 20, duration: 'once' }
  const answer = await post(send, '/promotion-codes', code)
  if (answer.status === 422) return {}
  const id = objectOf(answer)?.id
  if (typeof id !== 'string') throw new Error(`POST /promotion-codes answered ${answer.status}`)
  made.promotions.add(id)
  return { promotion: id }
}

/** The API removes neither products nor codes: they become drafts and archived, and are told. */
async function putAway(send: CheckSend, made: Made, done: readonly WriteDone[]): Promise<string[]> {
  for (const one of done) noteMade(made, one)
  const left: string[] = []
  const put = async (what: string, method: string, path: string, body?: JsonObject) => {
    const { status } = await post(send, path, body, method)
    if (status >= 300) left.push(`${what} as it was (putting it away was answered with ${status})`)
  }
  for (const id of made.products) await put(`product ${id}`, 'PATCH', `/products/${id}`, { status: 'draft' })
  for (const id of made.promotions)
    await put(`promotion code ${id}`, 'POST', `/promotion-codes/${id}/archive`)
  return [
    ...left,
    ...(made.products.size > 0 ? [`${made.products.size} products, as drafts: the API removes none`] : []),
    ...(made.promotions.size > 0 ? [`${made.promotions.size} promotion codes, archived`] : []),
    ...(made.accesses > 0
      ? [`${made.accesses} accesses to products, of a customer made for them: nothing tells their ids`]
      : []),
  ]
}

/** Only a POST makes anything. */
function noteMade(made: Made, { request: { method, url }, answer }: WriteDone): void {
  if (method !== 'POST') return
  const id = objectOf(answer)?.id
  if (url === `${BASE}/products` && typeof id === 'string') made.products.add(id)
  if (url === `${BASE}/promotion-codes` && typeof id === 'string') made.promotions.add(id)
  if (url === `${BASE}/product-access`) made.accesses++
}
