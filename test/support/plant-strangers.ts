/**
 * Customers with something of every kind that hangs on a customer, an unmistakable word in every text of it,
 * and links between all that can be linked: what another customer must never see.
 */
import type { Writer } from '../../src/core/ports.ts'
import { fieldOf, type Json, type RecordType } from '../../src/core/schema.ts'
import { isNamedLink, type Resource } from '../../src/dialects/commerce-layer/resource.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { PLANTED_DAY, PLANTED_DEGREES, planted } from './plant.ts'

/** Of a stranger's money: in cents, as a number and as text. */
const PLANTED_CENTS = 987_654_321
const PLANTED_MONEY = [String(PLANTED_CENTS), '9876543.21', '9.876.543,21', '9,876,543.21']

type Planted = { key: number; shortId: string; entryShortId?: string } & Record<string, unknown>
/** What one customer has, by the resource type that shows it. */
export type Belongings = Map<string, Planted[]>

/** Served resources whose records hang on no customer. */
const NOBODYS = new Set(['markets', 'stock_locations'])

const isOwned = (resource: Resource): boolean =>
  resource.record === 'record' && resource.served && !NOBODYS.has(resource.type)

/** Two of everything; each text says whose it is. */
export async function plantBelongings(
  writer: Writer,
  word: string,
  groupKey: number,
  plain = false,
): Promise<Belongings> {
  const cents = plain ? 100 : PLANTED_CENTS
  const texts = (type: RecordType, place: number) => {
    const all = Object.entries(planted(type, `${word}${place}`))
    // The caller's own must not look like a stranger's.
    const kept = all.filter(([, value]) => !plain || (value !== PLANTED_DAY && value !== PLANTED_DEGREES))
    const found = Object.fromEntries(kept) as Record<string, never>
    const metadata = { [`${word}${place}`]: `${word}${place} metadata` }
    return fieldOf(type, 'metadata') ? { ...found, metadata } : found
  }
  const own = (type: RecordType | null, kind: string, place: number) => {
    const strings = resources.get(kind)?.attributes.filter(({ type: as }) => as === 'string') ?? []
    const members = Object.fromEntries(strings.map(({ name }) => [name, `${word}${place} ${kind} ${name}`]))
    return type === 'record' ? { attributes: members } : { extras: { 'commerce-layer': members } }
  }
  const belongings: Belongings = new Map()
  const keep = (type: string, record: unknown) =>
    belongings.set(type, [...(belongings.get(type) ?? []), record as Planted])
  const [customer] = await writer.create('customer', [
    { ...texts('customer', 0), ...own('customer', 'customers', 0), groupKey, accountState: 'registered' },
  ])
  if (!customer) throw new Error('No customer')
  keep('customers', customer)
  const customerKey = customer.key
  const money = { customerKey, currency: 'EUR' }
  for (const place of [1, 2]) {
    const [address] = await writer.create('address', [
      {
        ...texts('address', place),
        ...own('address', 'addresses', place),
        entryReference: `${word}${place} entry`,
        entryMetadata: { entry: `${word}${place} entry` },
        customerKey,
      },
    ])
    keep('addresses', address)
    keep('customer_addresses', address)
    const [source] = await writer.create('paymentSource', [{ ...texts('paymentSource', place), customerKey }])
    keep('customer_payment_sources', source)
    const [order] = await writer.create('order', [
      {
        ...texts('order', place),
        ...own('order', 'orders', place),
        ...money,
        number: `${word}${place}-number`,
        status: 'completed',
        amount: cents,
      },
    ])
    keep('orders', order)
    const [subscription] = await writer.create('subscription', [
      {
        ...texts('subscription', place),
        ...own('subscription', 'order_subscriptions', place),
        ...money,
        orderKey: order?.key ?? null,
        productName: `${word}${place} product`,
        status: 'active',
        recurringAmount: cents,
        interval: 'month',
      },
    ])
    keep('order_subscriptions', subscription)
    const [payment] = await writer.create('payment', [
      {
        ...texts('payment', place),
        ...money,
        orderKey: order?.key ?? null,
        amount: cents,
        paidAt: new Date(),
        remoteId: `${word}${place}-remote`,
      },
    ])
    keep('captures', payment)
    const [refund] = await writer.create('refund', [
      { ...money, paymentKey: payment?.key ?? 0, amount: 1, state: 'recorded' },
    ])
    keep('refunds', refund)
    for (const resource of resources.values()) {
      if (!isOwned(resource)) continue
      const [record] = await writer.create('record', [
        {
          ...texts('record', place),
          ...own('record', resource.type, place),
          kind: resource.type,
          customerKey,
        },
      ])
      keep(resource.type, record)
    }
  }
  return belongings
}

/**
 * Every link that a resource can have, from these belongings to those, and back: the first to the last, so that an
 * order by what is linked to differs from the order of creation.
 */
export async function linkAll(writer: Writer, from: Belongings, to: Belongings): Promise<void> {
  for (const resource of resources.values())
    for (const { name, link, targets } of resource.relationships) {
      if (!link || isNamedLink(link) || 'relation' in link || !resource.record || name === 'tags') continue
      const target = targets.find((type) => to.has(type))
      const record = target && resources.get(target)?.record
      if (!target || !record) continue
      for (const [place, here] of (from.get(resource.type) ?? []).entries()) {
        const there = to.get(target)?.at(-1 - place) ?? to.get(target)?.[0]
        if (!there) continue
        if ('linked' in link)
          await writer.setLinks(resource.record, here.key, link.linked, [{ type: record, key: there.key }])
        else
          await writer.setLinks(record, there.key, link.backlink, [{ type: resource.record, key: here.key }])
      }
    }
}

/** All that an answer to somebody else must not hold: the ids, the texts, the amounts. */
export function secretsOf(belongings: Belongings, word: string): string[] {
  const found = new Set<string>([PLANTED_DAY, String(PLANTED_DEGREES), ...PLANTED_MONEY])
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value.toLowerCase().includes(word))
      found.add(value).add(value.toLowerCase())
    if (typeof value !== 'object' || value === null || value instanceof Date) return
    for (const [name, inner] of Object.entries(value as Record<string, Json>)) {
      if (name.includes(word)) found.add(name)
      visit(inner)
    }
  }
  for (const record of [...belongings.values()].flat()) {
    visit(record)
    for (const id of [record.shortId, record.entryShortId, record.uuidId]) if (id) found.add(String(id))
  }
  return [...found]
}

/** The public id under which the resource shows the record. */
export const idOf = (type: string, record: Planted): string =>
  type === 'customer_addresses' ? String(record.entryShortId) : record.shortId
