/** Links a source's customer to one that is here because somebody says so: an explicit mapping. */
import type { Writer } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { Customer, JsonObject, RecordOf } from '../../../core/schema.ts'
import { SyncRefused } from '../refused.ts'
import type { Source } from '../sources.ts'
import type { Given } from './given.ts'
import { heldBy, withHeld } from './held-before.ts'
import { isFree, takeId } from './link-customers.ts'
import { mergeAgain } from './merge-again.ts'
import { belongings, moveLinks, moveRecords } from './move-records.ts'
import { tiesOf } from './ties.ts'
import type { IdField, LinkStore } from './undo-link.ts'

const ACTOR = { kind: 'links' }

/**
 * `addLink(store, source, '4201825054', customer.key)`: from now on that customer of the source is this customer. One that
 * was here for it already becomes part of this one, with everything that hangs on it. True when anything changed. Fails
 * with `SyncRefused`.
 */
export function addLink(
  { records, organization, idFieldOf }: LinkStore,
  source: Source,
  remoteId: string,
  customerKey: number,
): Promise<boolean> {
  return records.write(
    organization,
    ACTOR,
    async (writer) => {
      await writer.exclusive('import')
      const idField = idFieldOf(source.dialect)
      const found = await holderOf(writer, organization, source, remoteId, idField)
      if (found?.key === customerKey && found.tie) return false
      const other = found && (await givesWay(writer, organization, source, idField, found)) ? null : found
      await writer.lockCustomers([customerKey, ...(other ? [other.key] : [])])
      const customer = await writer.find(organization, 'customer', 'key', customerKey)
      if (!customer) throw new SyncRefused('there is no such customer any more')
      if (customer.erasedAt !== null)
        throw new SyncRefused('this customer was erased: nothing is linked to it')
      const ties = await tiesOf(writer, organization, [customerKey, ...(other ? [other.key] : [])])
      const taken = ties.get(customerKey) ?? []
      if (!isFree(taken, source.dialect))
        throw new SyncRefused(
          `this customer is another one of ${source.name} already (${taken.find((tie) => tie.source.dialect === source.dialect)?.remoteId}): undo that link first`,
        )
      if (other?.erasedAt) throw new SyncRefused(`${remoteId} was erased: nothing is linked to it`)
      writer.keepUpdatedAt('all')
      const before = other?.tie?.given as Given | undefined
      const held = taken.length === 0 ? await heldBy(writer, organization, [customer]) : null
      const given = before && held ? withHeld(before, held(customer)) : before
      if (other && other.key !== customerKey) {
        if ((ties.get(other.key) ?? []).some((tie) => tie.sourceKey !== source.key))
          throw new SyncRefused(`${remoteId} is linked to a customer of another source: undo that link first`)
        await absorb(writer, organization, other.key, customer)
      }
      const tie = await takeId(writer, { organization, source, idField }, customer, remoteId, 'mapping')
      if (other?.tie)
        await writer.update('sourceRecord', other.tie.key, {
          ...tie,
          seenRun: other.tie.seenRun,
          given: given as unknown as JsonObject,
        })
      else await writer.create('sourceRecord', [tie])
      await mergeAgain(writer, organization, customerKey)
      return true
    },
    { silent: true },
  )
}

interface Holder {
  key: number
  numberId: string
  updatedAt: Date
  erasedAt: Date | null
  tie: RecordOf<'sourceRecord'> | null
}

/** Who is that customer of the source here now. */
async function holderOf(
  writer: Writer,
  organization: number,
  source: Source,
  remoteId: string,
  idField: IdField,
): Promise<Holder | null> {
  const { eq } = where('sourceRecord')
  const [tie] = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(eq('sourceKey', source.key), eq('recordType', 'customer'), eq('remoteId', remoteId)),
    sort: [],
    limit: 1,
  })
  const found = tie
    ? await writer.find(organization, 'customer', 'key', tie.recordKey)
    : await writer.find(organization, 'customer', idField, remoteId)
  return found ? { ...found, tie: tie ?? null } : null
}

/** Whose number was only made here is not the one of whom the platform gave it to (make-way.ts): it gets another. */
async function givesWay(
  writer: Writer,
  organization: number,
  { dialect }: Source,
  idField: IdField,
  { key, numberId, updatedAt, tie }: Holder,
): Promise<boolean> {
  if (tie || idField !== 'numberId') return false
  const ties = (await tiesOf(writer, organization, [key])).get(key) ?? []
  if (ties.some(({ source }) => source.dialect === dialect)) return false
  if (ties.length === 0 && writer.mintedNumber('customer', key) !== numberId) return false
  const [fresh] = await writer.mint('customer', 1)
  if (fresh) await writer.update('customer', key, { numberId: fresh.numberId, updatedAt })
  return true
}

/** Everything of the one hangs on the other now; the one is gone. */
async function absorb(writer: Writer, organization: number, from: number, to: Customer): Promise<void> {
  await moveRecords(writer, organization, await belongings(writer, organization, from), from, to.key)
  await moveTags(writer, organization, from, to.key)
  await moveLinks(writer, organization, from, to.key)
  // Its tie would go with it.
  const { eq } = where('sourceRecord')
  const ties = await writer.list(organization, {
    type: 'sourceRecord',
    where: eq('customerKey', from),
    sort: [],
    limit: 1_000_000,
  })
  for (const { key, recordKey } of ties)
    await writer.update('sourceRecord', key, {
      customerKey: to.key,
      ...(recordKey === from ? { recordKey: to.key } : {}),
    })
  await writer.remove('customer', [from])
}

async function moveTags(writer: Writer, organization: number, from: number, to: number): Promise<void> {
  const of = async (customerKey: number) =>
    writer.list(organization, {
      type: 'customerTag',
      where: where('customerTag').eq('customerKey', customerKey),
      sort: [{ field: 'key' }],
      limit: 10_000,
    })
  const had = new Set((await of(to)).map(({ tagKey }) => tagKey))
  const fresh = (await of(from)).filter(({ tagKey }) => !had.has(tagKey))
  await writer.create(
    'customerTag',
    fresh.map(({ tagKey }) => ({ customerKey: to, tagKey })),
  )
}
