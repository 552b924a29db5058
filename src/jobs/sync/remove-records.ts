/** What becomes here of what is gone at its source. */
import type { ExchangedType } from '../../core/draft.ts'
import type { Writer } from '../../core/ports.ts'
import { all, where } from '../../core/query.ts'
import type { RecordOf } from '../../core/schema.ts'
import type { Given } from './merge/given.ts'
import { wasHere } from './merge/held-before.ts'
import { mergeAgain } from './merge/merge-again.ts'

type SourceRecord = RecordOf<'sourceRecord'>
const { eq, ne, in: among } = where('sourceRecord')

/**
 * Removes the records that this source alone gave, with what hangs on them; one that another source shows as well, or that
 * was here before any source, only loses its tie to this one, and so does a customer on whom payments hang that this source did not give: the books keep
 * saying whose money it was. `whenGone`: what is set in place of removing. Gives how many records went or were set.
 */
export async function removeRecords(
  writer: Writer,
  organization: number,
  source: number,
  gone: readonly SourceRecord[],
  whenGone?: Readonly<Record<string, unknown>>,
): Promise<number> {
  if (gone.length === 0) return 0
  const shared = await ofOtherSources(writer, organization, source, gone)
  for (const { recordKey, given } of gone) if (wasHere(given as unknown as Given)) shared.add(recordKey)
  let removed = 0
  for (const type of new Set(gone.map(({ recordType }) => recordType as ExchangedType))) {
    const keys = gone
      .filter(({ recordType, recordKey }) => recordType === type && !shared.has(recordKey))
      .map(({ recordKey }) => recordKey)
    const there = await present(writer, organization, type, keys)
    removed += there.length
    if (whenGone) await release(writer, organization, type, there, whenGone)
    else if (type === 'customer') removed -= await removeCustomers(writer, organization, source, there)
    else await writer.remove(type, there)
  }
  removed += await removeInside(writer, organization, source, [...shared])
  // What hung on the others and was this source's has gone with them.
  await writer.remove(
    'sourceRecord',
    gone.map(({ key }) => key),
  )
  // What another source gives of them counts now.
  for (const tie of gone)
    if (tie.recordType === 'customer' && shared.has(tie.recordKey))
      await mergeAgain(writer, organization, tie.recordKey, tie)
  return removed
}

/** What the source showed inside records that stay for another source's sake. */
async function removeInside(
  writer: Writer,
  organization: number,
  source: number,
  parents: readonly number[],
): Promise<number> {
  if (parents.length === 0) return 0
  const inside = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(eq('sourceKey', source), among('parentKey', parents)),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  return removeRecords(writer, organization, source, inside)
}

/** Removes customers with what the source gave of their ledger; gives how many stay, as others' payments hang on them. */
async function removeCustomers(
  writer: Writer,
  organization: number,
  source: number,
  keys: readonly number[],
): Promise<number> {
  if (keys.length === 0) return 0
  const payments = await writer.list(organization, {
    type: 'payment',
    where: where('payment').in('customerKey', keys),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  const wanted = payments.flatMap(({ key, orderKey, subscriptionKey }) => [key, orderKey, subscriptionKey])
  const given = new Set(
    (
      await writer.list(organization, {
        type: 'sourceRecord',
        where: all(
          eq('sourceKey', source),
          among('recordKey', [...new Set(wanted.filter((key) => key !== null))]),
        ),
        sort: [],
        limit: 1_000_000,
      })
    ).map(({ recordKey }) => recordKey),
  )
  const isGiven = (payment: (typeof payments)[number]) =>
    [payment.key, payment.orderKey, payment.subscriptionKey].some((key) => key !== null && given.has(key))
  const kept = new Set(payments.filter((payment) => !isGiven(payment)).map(({ customerKey }) => customerKey))
  await writer.remove(
    'payment',
    payments.filter(({ customerKey }) => !kept.has(customerKey)).map(({ key }) => key),
  )
  await writer.remove(
    'customer',
    keys.filter((key) => !kept.has(key)),
  )
  return kept.size
}

async function ofOtherSources(
  writer: Writer,
  organization: number,
  source: number,
  gone: readonly SourceRecord[],
): Promise<Set<number>> {
  const others = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(
      ne('sourceKey', source),
      among('recordKey', [...new Set(gone.map(({ recordKey }) => recordKey))]),
    ),
    sort: [],
    limit: 1_000_000,
  })
  return new Set(others.map(({ recordKey }) => recordKey))
}

/** The record changed there before it was gone: that it is no longer shown is no change of its own. */
async function release(
  writer: Writer,
  organization: number,
  type: ExchangedType,
  keys: readonly number[],
  whenGone: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const key of keys) {
    const record = await writer.find(organization, type, 'key', key)
    if (record) await writer.update(type, key, { ...whenGone, updatedAt: record.updatedAt } as never)
  }
}

/** Those that are there: somebody here may have removed others. */
async function present(
  writer: Writer,
  organization: number,
  type: ExchangedType,
  keys: readonly number[],
): Promise<number[]> {
  if (keys.length === 0) return []
  const found = await writer.list(organization, {
    type,
    where: { op: 'in', field: 'key', values: keys },
    sort: [{ field: 'key' }],
    limit: keys.length,
  })
  return found.map(({ key }) => key)
}
