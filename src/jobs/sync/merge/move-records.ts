/** Moves what hangs on one customer to another: all of it, or what one source gave. */
import type { Writer } from '../../../core/ports.ts'
import { all, any, type Condition, where } from '../../../core/query.ts'
import { fieldOf, fields, type RecordOf, type RecordType } from '../../../core/schema.ts'

/** Types that belong to a customer and are records of their own. */
const OWNED = (Object.keys(fields) as RecordType[]).filter(
  (type) =>
    fieldOf(type, 'customerKey') &&
    ![
      'customerTotal',
      'customerTag',
      'event',
      'notice',
      'delivery',
      'deliveryAttempt',
      'sourceRecord',
    ].includes(type),
)

type Keys = ReadonlyMap<RecordType, readonly number[]>

/** What belongs to the customer, by type; with a source: what that one gave, and what is part of its orders. */
export async function belongings(
  writer: Writer,
  organization: number,
  customerKey: number,
  source?: number,
): Promise<Keys> {
  const given = source === undefined ? null : await givenBy(writer, organization, customerKey, source)
  const found = new Map<RecordType, number[]>()
  for (const type of OWNED) {
    const of: Condition = { op: 'eq', field: 'customerKey', value: customerKey }
    const only = given === null ? undefined : partsOf(type, given, found)
    if (given !== null && !only) continue
    const records = await writer.list(organization, {
      type,
      where: all(of, only),
      sort: [{ field: 'key' }],
      limit: 1_000_000,
    })
    const keys = (records as unknown as { key: number }[]).map(({ key }) => key)
    if (keys.length > 0) found.set(type, keys)
  }
  return found
}

/** Records that the source gave, or that hang on orders, subscriptions or payments that it gave. */
function partsOf(type: RecordType, given: Keys, found: Keys): Condition | undefined {
  const among = (field: string, keys: readonly number[] = []): Condition[] =>
    fieldOf(type, field) && keys.length > 0 ? [{ op: 'in', field, values: keys }] : []
  const conditions = [
    ...among('key', given.get(type)),
    ...among('orderKey', [...(given.get('order') ?? []), ...(found.get('order') ?? [])]),
    ...among('subscriptionKey', given.get('subscription')),
    ...among('paymentKey', [...(given.get('payment') ?? []), ...(found.get('payment') ?? [])]),
  ]
  return conditions.length > 0 ? any(...conditions) : undefined
}

async function givenBy(
  writer: Writer,
  organization: number,
  customerKey: number,
  source: number,
): Promise<Map<RecordType, number[]>> {
  const { eq } = where('sourceRecord')
  const records = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(eq('sourceKey', source), eq('customerKey', customerKey)),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  const keys = new Map<RecordType, number[]>()
  for (const { recordType, recordKey } of records) {
    const type = recordType as RecordType
    keys.set(type, [...(keys.get(type) ?? []), recordKey])
  }
  return keys
}

/** Each keeps its own time of the last change; what links by name goes along, and so do the ties of these records. */
export async function moveRecords(
  writer: Writer,
  organization: number,
  belongings: Keys,
  from: number,
  to: number,
  source?: number,
): Promise<void> {
  const takenDefault = await hasDefault(writer, organization, to)
  for (const [type, keys] of belongings)
    for (const key of keys) {
      const record = await writer.find(organization, type, 'key', key)
      if (!record) continue
      const { updatedAt } = record as { updatedAt?: Date }
      await writer.update(type, key, {
        customerKey: to,
        ...(updatedAt ? { updatedAt } : {}),
        ...(type === 'address' && takenDefault ? { isDefault: false } : {}),
      } as never)
    }
  const { eq, ne } = where('sourceRecord')
  const ties = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(
      eq('customerKey', from),
      ne('recordType', 'customer'),
      source === undefined ? undefined : eq('sourceKey', source),
    ),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  for (const { key, parentKey } of ties)
    await writer.update('sourceRecord', key, {
      customerKey: to,
      ...(parentKey === from ? { parentKey: to } : {}),
    })
}

/**
 * What links to the one, or the one to, links to the other: a file that is attached. With a source: what that one's records
 * link to it by; what the customer itself links to is the caller's.
 */
export async function moveLinks(
  writer: Writer,
  organization: number,
  from: number,
  to: number,
  source?: number,
): Promise<void> {
  const { eq } = where('link')
  const found = await writer.list(organization, {
    type: 'link',
    where: source === undefined ? any(eq('toKey', from), eq('fromKey', from)) : eq('toKey', from),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  const links = source === undefined ? found : await ofSource(writer, organization, source, found)
  const there = await writer.list(organization, {
    type: 'link',
    where: any(eq('toKey', to), eq('fromKey', to)),
    sort: [],
    limit: 1_000_000,
  })
  const moved = links.map(({ key: _, ...link }) => ({
    ...link,
    ...(link.toKey === from ? { toKey: to } : {}),
    ...(link.fromKey === from ? { fromKey: to } : {}),
  }))
  const nameOf = ({ name, fromKey, toKey }: Pick<RecordOf<'link'>, 'name' | 'fromKey' | 'toKey'>) =>
    `${fromKey} ${name} ${toKey}`
  const had = new Set(there.map(nameOf))
  await writer.remove(
    'link',
    links.map(({ key }) => key),
  )
  await writer.create(
    'link',
    moved.filter((link) => !had.has(nameOf(link))),
  )
}

async function ofSource(
  writer: Writer,
  organization: number,
  source: number,
  links: readonly RecordOf<'link'>[],
): Promise<RecordOf<'link'>[]> {
  if (links.length === 0) return []
  const { eq, in: among } = where('sourceRecord')
  const given = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(
      eq('sourceKey', source),
      among(
        'recordKey',
        links.map(({ fromKey }) => fromKey),
      ),
    ),
    sort: [],
    limit: 1_000_000,
  })
  const keys = new Set(given.map(({ recordKey }) => recordKey))
  return links.filter(({ fromKey }) => keys.has(fromKey))
}

async function hasDefault(writer: Writer, organization: number, customerKey: number): Promise<boolean> {
  const address = where('address')
  const [found] = await writer.list(organization, {
    type: 'address',
    where: all(address.eq('customerKey', customerKey), address.eq('isDefault', true)),
    sort: [],
    limit: 1,
  })
  return found !== undefined
}
