/** Makes through the API what Easycart's writing cases change, and puts away what it cannot remove again. */
import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../../../core/schema.ts'
import type { Facts } from '../../case.ts'
import type { CheckSend, Prepared, WriteDone } from '../../conformance.ts'
import { knownOf, listIn, objectOf, textOf } from '../../learn.ts'
import { BASE } from '../answer.ts'
import { NOBODYS } from './discover-facts.ts'
import { make, post, read } from './wire.ts'

interface Made {
  products: Set<string>
  promotions: Set<string>
  /** E-mails of those to whom access was given. */
  people: Set<string>
}

const CURRENCY = 'pln'
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
  // Paid in six parts, which nobody could call off again if it could not end before.
  in_parts: { ...monthly('Monthly', 4900), active_cycles: 6 },
}
/** Subscriptions by fact, each of somebody alone, and what was bought. */
const SUBSCRIPTIONS: Readonly<Record<string, string>> = {
  subscription: 'monthly',
  ending: 'monthly',
  early: 'in_parts',
}

/** The run's own word keeps its names and codes apart from those of the store and of other runs. */
export async function prepare(send: CheckSend): Promise<Prepared> {
  const made: Made = { products: new Set(), promotions: new Set(), people: new Set() }
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
      currency: CURRENCY,
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
  await post(send, `/product-variants/${facts.in_parts}`, { cancel_early: true }, 'PATCH')
  // The case that gives access writes these in its own letters.
  made.people.add(`ewa.${run}@example.com`)
  Object.assign(facts, await promotionOf(send, run, made), await accessFor(send, facts, made))
  for (const [name, variant] of Object.entries(SUBSCRIPTIONS))
    Object.assign(facts, await subscriptionFor(send, name, facts[variant] ?? '', facts, made))
  return facts
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

/** Gives access for nothing and tells what the person then has; null where the server does not. */
async function give(send: CheckSend, who: string, variant: string, { run }: Facts, made: Made) {
  const email = `${who}.${run}@example.com`
  made.people.add(email)
  const answer = await post(send, '/product-access', {
    variant_id: variant,
    full_name: 'Clientele Check',
    email,
    lang: 'en',
  })
  if (answer.status >= 300) return null
  return { email, ...(await ownedBy(send, email)) }
}

async function accessFor(send: CheckSend, facts: Facts, made: Made): Promise<Facts> {
  const owner = await give(send, 'owner', facts.variant ?? '', facts, made)
  const access = textOf(owner?.products[0]?.id)
  return access ? { access } : {}
}

async function subscriptionFor(
  send: CheckSend,
  name: string,
  variant: string,
  facts: Facts,
  made: Made,
): Promise<Facts> {
  const owner = await give(send, name, variant, facts, made)
  const id = textOf(owner?.subscriptions[0]?.id)
  const shown = id ? await read(send, `/subscriptions/${id}`) : null
  if (!owner || !id || !shown) return {}
  return knownOf({
    [name]: id,
    [`${name}_email`]: owner.email,
    [`${name}_start`]: textOf(shown.current_period_start),
    [`${name}_end`]: textOf(shown.current_period_end),
    [`${name}_until`]: textOf(shown.active_until),
  })
}

/** What somebody has who is found by that whole e-mail. */
async function ownedBy(send: CheckSend, email: string) {
  const [customer] = listIn(await read(send, `/customers?currency=${CURRENCY}&query=${email}`), 'items')
  const one = customer && `/customers/${customer.id}?currency=${CURRENCY}&include=products,subscriptions`
  const shown = one ? await read(send, one) : null
  return { products: listIn(shown, 'products'), subscriptions: listIn(shown, 'subscriptions') }
}

/** The API removes no products, codes and customers: they become drafts and archived, own nothing, and are told. */
async function putAway(send: CheckSend, made: Made, done: readonly WriteDone[]): Promise<string[]> {
  for (const one of done) noteMade(made, one)
  const left: string[] = []
  const put = async (what: string, method: string, path: string, body?: JsonObject) => {
    const { status } = await post(send, path, body, method)
    if (status >= 300) left.push(`${what} as it was (putting it away was answered with ${status})`)
  }
  let owners = 0
  for (const email of made.people) {
    const { products, subscriptions } = await ownedBy(send, email)
    if (products.length + subscriptions.length > 0) owners++
    for (const { id } of products) await put(`product access ${id}`, 'DELETE', `/product-access/${id}`)
    for (const { id, status } of subscriptions)
      if (status !== 'canceled')
        await put(`subscription ${id}`, 'POST', `/subscriptions/${id}/cancel`, { immediately: true })
  }
  for (const id of made.products) await put(`product ${id}`, 'PATCH', `/products/${id}`, { status: 'draft' })
  for (const id of made.promotions)
    await put(`promotion code ${id}`, 'POST', `/promotion-codes/${id}/archive`)
  return [
    ...left,
    ...(made.products.size > 0 ? [`${made.products.size} products, as drafts: the API removes none`] : []),
    ...(made.promotions.size > 0 ? [`${made.promotions.size} promotion codes, archived`] : []),
    ...(owners > 0 ? [`${owners} customers, whose access and subscriptions are ended`] : []),
  ]
}

/** Only a POST makes anything. */
function noteMade(made: Made, { request: { method, url }, answer }: WriteDone): void {
  if (method !== 'POST') return
  const id = objectOf(answer)?.id
  if (url === `${BASE}/products` && typeof id === 'string') made.products.add(id)
  if (url === `${BASE}/promotion-codes` && typeof id === 'string') made.promotions.add(id)
}
