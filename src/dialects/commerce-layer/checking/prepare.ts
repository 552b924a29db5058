/**
 * Makes what Commerce Layer's writing cases rely on, and takes it away again. Nothing is placed: an order that was
 * stays in the books for ever, and so would its customer. Cases about such ones are left out here.
 */
import { randomBytes } from 'node:crypto'
import type { Facts } from '../../case.ts'
import type { CheckSend, Prepared, WriteDone } from '../../conformance.ts'
import { fill } from '../../facts.ts'
import { WRITTEN } from '../cases/cases-resources.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { createAsk } from './ask.ts'

interface Made {
  type: string
  id: string
}
interface Parts {
  attributes?: object
  relationships?: object
}

const TAG_LETTERS = [...'abcdefghijk']
const one = (type: string, id: string) => ({ data: { type, id } })
const STREET = {
  first_name: 'Ada',
  last_name: 'Byron',
  line_1: '1 High St',
  city: 'London',
  zip_code: 'N1',
  country_code: 'GB',
  phone: '+44 1',
}

export async function prepare(send: CheckSend, found: Facts): Promise<Prepared> {
  const made: Made[] = []
  const cleanUp = (done: readonly WriteDone[]) =>
    takeAway(send, [...made, ...done.flatMap((write) => madeBy(write) ?? [])].reverse())
  try {
    return { facts: await makeAll(send, found, made), cleanUp }
  } catch (error) {
    await cleanUp([])
    throw error
  }
}

async function makeAll(send: CheckSend, found: Facts, made: Made[]): Promise<Facts> {
  const unique = `c${randomBytes(4).toString('hex').slice(0, 7)}`
  const make = async (type: string, attributes: object, relationships: object = {}): Promise<string> => {
    const body = JSON.stringify({ data: { type, attributes, relationships } })
    const answer = await send({ method: 'POST', url: `/api/${type}`, headers: HEADERS, body })
    const id = answer.status === 201 ? idIn(answer.body) : null
    if (!id) throw new Error(`POST /api/${type} of ${body}: ${answer.status} ${answer.body}`)
    made.push({ type, id })
    return id
  }
  /** What not every server makes: without it the cases that need it are left out. */
  const tryToMake = (...parts: Parameters<typeof make>) => make(...parts).catch(() => undefined)

  const group_name = `Check ${unique}`
  const group = await make('customer_groups', { name: group_name })
  const tag_name = `vip-${unique}`
  const tag = await make('tags', { name: tag_name })
  const tags: Record<string, string> = {}
  for (const letter of TAG_LETTERS) {
    const name = `tag-${letter}-${unique}`
    tags[`tag_${letter}`] = await make('tags', { name })
    tags[`tag_${letter}_name`] = name
  }
  const mail = (name: string) => `${name}-${unique}@example.com`
  const customer_email = mail('ada')
  const customer = await make(
    'customers',
    { email: customer_email },
    { customer_group: one('customer_groups', group), tags: { data: [one('tags', tag).data] } },
  )
  const plain_email = mail('plain')
  const plain_customer = await make('customers', { email: plain_email })
  await make('customers', { email: mail('other') })
  await make('customers', { email: mail('third') })
  const free_address = await make('addresses', STREET)
  const address = await make('addresses', STREET)
  const customer_address = await make(
    'customer_addresses',
    { customer_email },
    { address: one('addresses', address) },
  )
  const facts: Record<string, string | undefined> = {
    ...{ unique, group, group_name, tag, tag_name, ...tags, charset: found.charset },
    tag_name_capitals: tag_name.toUpperCase(),
    tag_a_name_mixed: `Tag-A-${unique}`,
    ...{ customer, customer_email, plain_customer, plain_email, email: plain_email },
    plain_email_capitals: plain_email.replace('plain', 'PLAIN'),
    other_email: mail('other'),
    other_email_capitals: mail('OTHER'),
    third_email: mail('third'),
    third_email_mixed: mail('Third'),
    ...{ address, free_address, customer_address },
    unused_address: await make('addresses', STREET),
  }
  for (const { type, create } of WRITTEN)
    for (const word of ['a', 'spare']) {
      const values = {
        ...known(facts),
        unique: `${word}-${unique}`,
        unused_address: await make('addresses', STREET),
      }
      const parts = JSON.parse(fill(JSON.stringify(create), values)) as Parts
      facts[`${word}_${type}`] = await tryToMake(type, parts.attributes ?? {}, parts.relationships)
    }
  facts.market = facts.a_markets ?? found.a_markets
  const cart = facts.market && (await tryToMake('orders', {}, { market: one('markets', facts.market) }))
  if (cart && (await isPending(send, cart))) facts.open_cart = cart
  const ask = createAsk(send)
  const first = async (path: string) => (await ask(path)).records[0]?.id
  facts.a_versions = await first('/versions?sort=-created_at&page[size]=1')
  facts.a_event_stores = await first(`/customers/${customer}/event_stores?page[size]=1`)
  return known(facts)
}

const HEADERS = { Accept: CONTENT_TYPE, 'Content-Type': CONTENT_TYPE }

const known = (facts: Readonly<Record<string, string | undefined>>): Facts =>
  Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, string] => !!entry[1] || entry[1] === ''),
  )

/** A new order may be a draft until something is in it. */
async function isPending(send: CheckSend, id: string): Promise<boolean> {
  const body = JSON.stringify({ data: { type: 'orders', id, attributes: { _pending: true } } })
  const { body: text } = await send({ method: 'PATCH', url: `/api/orders/${id}`, headers: HEADERS, body })
  return /"status":"pending"/.test(text)
}

function idIn(body: string): string | null {
  try {
    const { data } = JSON.parse(body) as { data?: { id?: unknown } }
    return typeof data?.id === 'string' ? data.id : null
  } catch {
    return null
  }
}

/** What a case's request made; null where it made nothing. */
function madeBy({ request, answer }: WriteDone): Made | null {
  const [, type] = /^\/api\/([a-z_]+)\/?(?:\?|$)/.exec(request.url) ?? []
  const id = request.method === 'POST' && answer.status === 201 ? idIn(answer.body) : null
  return type && id ? { type, id } : null
}

/** Latest first; what is held by something else is tried again when that is gone. */
async function takeAway(send: CheckSend, records: readonly Made[]): Promise<readonly string[]> {
  let waiting = records
  for (let round = 0; round < 3 && waiting.length > 0; round++) {
    const still: Made[] = []
    for (const record of waiting) {
      const { status } = await send({
        method: 'DELETE',
        url: `/api/${record.type}/${record.id}`,
        headers: { Accept: CONTENT_TYPE },
      })
      if (status !== 204 && status !== 404) still.push(record)
    }
    waiting = still
  }
  return waiting.map(({ type, id }) => `${type}/${id} is not deleted by the server`)
}
