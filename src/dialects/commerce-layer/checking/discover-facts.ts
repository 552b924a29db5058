/**
 * What Commerce Layer's cases rely on, found by reading. Values that go into a URL are only taken where they need no
 * encoding, so that a case says exactly what it sends.
 */
import type { Facts } from '../../case.ts'
import type { CheckSend } from '../../conformance.ts'
import { WRITTEN } from '../cases/cases-resources.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { type Ask, createAsk, type Found } from './ask.ts'

type Learned = Record<string, string | undefined>

export async function discoverFacts(send: CheckSend): Promise<Facts> {
  const ask = createAsk(send)
  const customer = await chooseCustomer(ask)
  const learned: Learned = {
    charset: await charset(send),
    ...(await pages(ask)),
    ...(await plainCustomer(ask)),
    ...(customer ? await aboutCustomer(ask, customer) : {}),
    ...(await values(ask)),
    ...(await otherRecords(ask)),
    ...(await oneOfEach(ask)),
  }
  const facts = Object.entries(learned).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(facts)
}

/** What the server writes after its media type, as it must then do everywhere. */
async function charset(send: CheckSend): Promise<string> {
  const { headers } = await send({ url: '/api/customers?page[size]=1', headers: { Accept: CONTENT_TYPE } })
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return /; ?charset=utf-8$/i.exec(type)?.[0] ?? ''
}

/** Fit for a URL as they are. */
const plain = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.@~-]+$/.test(value) ? value : undefined
const textOf = (record: Found | undefined, name: string): string => String(record?.attributes[name] ?? '')
const linked = (record: Found | undefined, name: string): string | undefined => {
  const [first] = [record?.relationships?.[name]?.data ?? []].flat()
  return first?.id
}

const RICH = [
  'filter[q][customer_group_name_null]=false&filter[q][tags_name_null]=false&filter[q][total_orders_count_gt]=1',
  'filter[q][customer_group_name_null]=false&filter[q][total_orders_count_gt]=0',
  'filter[q][total_orders_count_gt]=0',
  '',
]

/** One that as much as possible hangs on. */
async function chooseCustomer(ask: Ask): Promise<Found | undefined> {
  for (const filter of RICH) {
    const query = `include=customer_group,tags,customer_addresses.address&page[size]=25&${filter}`
    const { records } = await ask(`/customers?${query}`)
    const chosen = records.find((one) => plain(one.attributes.email)) ?? records[0]
    if (chosen) return chosen
  }
}

async function pages(ask: Ask): Promise<Learned> {
  const { records, count } = await ask('/customers?page[size]=10')
  if (count === null) return {}
  const many = count > 10
  const inPagesOf = (size: number) => Math.max(1, Math.ceil(count / size))
  return {
    customers: String(count),
    customer_pages: String(inPagesOf(10)),
    page_beyond: String(inPagesOf(10) + 7),
    ...(many
      ? {
          many_customers: String(count),
          pages_of_five: String(inPagesOf(5)),
          on_last_page_of_five: String(count - 5 * (inPagesOf(5) - 1)),
          sixth_customer: records[5]?.id,
        }
      : {}),
  }
}

async function plainCustomer(ask: Ask): Promise<Learned> {
  const { records } = await ask('/customers?filter[q][customer_group_name_null]=true&page[size]=1')
  return { plain_customer: records[0]?.id }
}

async function aboutCustomer(ask: Ask, { id }: Found): Promise<Learned> {
  const { records, included } = await ask(
    `/customers/${id}?include=customer_group,tags,customer_addresses.address`,
  )
  const [customer] = records
  const named = (type: string, wanted?: string) =>
    included.find((one) => one.type === type && (wanted === undefined || one.id === wanted))
  const group = named('customer_groups', linked(customer, 'customer_group'))
  const tag = named('tags', linked(customer, 'tags'))
  const address = named('addresses')
  const orders = await ask(`/customers/${id}/orders?page[size]=25`)
  return {
    customer: id,
    customer_email: plain(customer?.attributes.email),
    group: group?.id,
    group_name: group ? textOf(group, 'name') : undefined,
    // Whole words of ASCII letters alone: what a server makes of others' cases is its own.
    group_word: group ? /[A-Za-z]{3,}/.exec(textOf(group, 'name'))?.[0].toLowerCase() : undefined,
    tag: tag?.id,
    tag_name: plain(tag?.attributes.name),
    address: address?.id,
    customer_address: named('customer_addresses')?.id,
    orders_of_customer: orders.count === null ? undefined : String(orders.count),
  }
}

/** Values that some customers have, which filters then ask for. */
async function values(ask: Ask): Promise<Learned> {
  const referenced = await ask('/customers?filter[q][reference_present]=true&page[size]=25')
  const references = [...new Set(referenced.records.flatMap((one) => plain(one.attributes.reference) ?? []))]
  const { records, included } = await ask('/customers?page[size]=25&include=customer_addresses.address')
  const cities = included.flatMap((one) =>
    one.type === 'addresses' ? (plain(one.attributes.city) ?? []) : [],
  )
  const emails = records.flatMap(
    (one) =>
      // Neither `_` nor what is encoded: the one stands for any character in a pattern.
      /^([a-z0-9.-]{3,}@)[a-z0-9.-]+$/.exec(textOf(one, 'email'))?.[1] ?? [],
  )
  const days = async (sort: string) =>
    textOf((await ask(`/customers?sort=${sort}&page[size]=1`)).records[0], 'created_at').slice(0, 10)
  const [oldest, newest] = [await days('created_at'), await days('-created_at')]
  const asked = await ask('/customers?filter[q][anonymization_status_eq]=requested&page[size]=1')
  return {
    city: cities[0],
    reference: references[0],
    other_reference: references[1],
    email_part: emails[0],
    other_email_part: emails[1],
    email_start: emails[0]?.slice(0, 3).toUpperCase(),
    newest_day: newest || undefined,
    bound_day: oldest ? dayAfter(oldest) : undefined,
    anonymized_customer: asked.records[0]?.id,
    ...(await metadata(ask)),
  }
}

const dayAfter = (day: string): string | undefined => {
  const at = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(at.getTime())) return undefined
  return new Date(at.getTime() + 864e5).toISOString().slice(0, 10)
}

async function metadata(ask: Ask): Promise<Learned> {
  const { records } = await ask('/customers?filter[q][metadata_present]=true&page[size]=25')
  for (const { attributes } of records)
    for (const [name, value] of Object.entries((attributes.metadata ?? {}) as object)) {
      if (!plain(name) || !['string', 'number', 'boolean'].includes(typeof value)) continue
      const metadata_fragment = encodeURIComponent(JSON.stringify({ [name]: value }))
      return { metadata_fragment, metadata_member: name }
    }
  return {}
}

async function otherRecords(ask: Ask): Promise<Learned> {
  const placed = await ask('/orders?filter[q][status_in]=placed,approved&page[size]=1')
  const paid = await ask('/orders?filter[q][payment_status_in]=paid&page[size]=1')
  const free = await ask('/addresses?page[size]=1')
  return {
    order: placed.records[0]?.id,
    paid_order: paid.records[0]?.id,
    free_address: free.records[0]?.id,
  }
}

/** `a_tags`: the first record of each resource. */
async function oneOfEach(ask: Ask): Promise<Learned> {
  const learned: Learned = {}
  for (const type of [...WRITTEN.map((row) => row.type), 'versions'])
    learned[`a_${type}`] = (await ask(`/${type}?page[size]=1`)).records[0]?.id
  const [customer] = (await ask('/customers?page[size]=1')).records
  if (customer)
    learned.a_event_stores = (await ask(`/customers/${customer.id}/event_stores?page[size]=1`)).records[0]?.id
  return learned
}
