/** Takes a wrong link back: what one source gave of a customer becomes a customer of its own again. */
import type { Draft } from '../../../core/draft.ts'
import type { RecordStore, Writer } from '../../../core/ports.ts'
import type { Customer, JsonObject } from '../../../core/schema.ts'
import { SyncRefused } from '../refused.ts'
import { type Given, withValues } from './given.ts'
import { wasHere, withHeld } from './held-before.ts'
import { bringOne, mergeAgain } from './merge-again.ts'
import { belongings, moveLinks, moveRecords } from './move-records.ts'
import { type Tie, tiesOf } from './ties.ts'

export type IdField = 'shortId' | 'numberId' | 'uuidId'

export interface LinkStore {
  records: RecordStore
  organization: number
  /** The field that holds a platform's ids. */
  idFieldOf(dialect: string): IdField
}

export interface Undone {
  /** The customer that the source's data is now; null where the link was made ahead of the first sync. */
  separated: Customer | null
  /** The customer that stays, with what the other sources give. */
  stays: Customer
  /** The e-mail address that the separated one could not take along, since two customers cannot have one. */
  withoutEmail: string | null
}

const ACTOR = { kind: 'links' }

/**
 * `undoLink(store, customer.key, 'shopline')`. Both keep what their sources gave, orders and addresses included, and a
 * customer that was here before any source has again what it held; the ids of each platform go with its source. No sync
 * links the two again. Fails with `SyncRefused`.
 */
export function undoLink(
  { records, organization, idFieldOf }: LinkStore,
  customerKey: number,
  sourceName: string,
): Promise<Undone> {
  return records.write(
    organization,
    ACTOR,
    async (writer) => {
      await writer.exclusive('import')
      await writer.lockCustomers([customerKey])
      const ties = (await tiesOf(writer, organization, [customerKey])).get(customerKey) ?? []
      const tie = ties.find(({ source }) => source.name === sourceName)
      if (!tie) throw new SyncRefused(`nothing of this customer came from ${sourceName}`)
      const given = tie.given as unknown as Given
      const isUnread = Object.keys(given).length === 0
      if (ties.length === 1 && !wasHere(given) && !(isUnread && tie.linkedBy === 'mapping'))
        throw new SyncRefused(`all of this customer came from ${sourceName}: there is no link to undo`)
      const before = (await writer.find(organization, 'customer', 'key', customerKey)) as Customer
      if (before.erasedAt !== null)
        throw new SyncRefused('this customer was erased: nothing is known of the two')
      writer.keepUpdatedAt('all')
      const field = idFieldOf(tie.source.dialect)
      const own = await belongings(writer, organization, customerKey, tie.sourceKey)
      await writer.update('customer', customerKey, {
        [field]: await freeId(writer, organization, field, tie),
        updatedAt: before.updatedAt,
      })
      await mergeAgain(writer, organization, customerKey, tie)
      const [next] = ties.filter(({ key }) => key !== tie.key)
      if (next)
        await writer.update('sourceRecord', next.key, {
          given: withHeld(
            next.given as unknown as Given,
            (member) => given[member]?.here,
          ) as unknown as JsonObject,
        })
      const now = async (key: number) => (await writer.find(organization, 'customer', 'key', key)) as Customer
      if (isUnread) {
        await writer.remove('sourceRecord', [tie.key])
        return { separated: null, stays: await now(customerKey), withoutEmail: null }
      }
      const { key, withoutEmail } = await separate(writer, organization, tie, field)
      await moveRecords(writer, organization, own, customerKey, key, tie.sourceKey)
      await moveLinks(writer, organization, customerKey, key, tie.sourceKey)
      await writer.update('sourceRecord', tie.key, {
        recordKey: key,
        customerKey: key,
        linkedBy: 'separate',
        previousId: null,
        given: withoutHeld(given),
      })
      return { separated: await now(key), stays: await now(customerKey), withoutEmail }
    },
    { silent: true },
  )
}

/** The id that the customer had before the link, unless somebody else has got it meanwhile; then a new one. */
async function freeId(
  writer: Writer,
  organization: number,
  field: IdField,
  { previousId }: Tie,
): Promise<string | undefined> {
  if (previousId !== null && !(await writer.find(organization, 'customer', field, previousId)))
    return previousId
  return (await writer.mint('customer', 1))[0]?.[field]
}

/** What the customer held that it was linked to is that one's again. */
const withoutHeld = (given: Given): JsonObject =>
  Object.fromEntries(Object.entries(given).map(([member, { value, at }]) => [member, { value, at }]))

async function separate(writer: Writer, organization: number, tie: Tie, field: IdField) {
  const given = tie.given as unknown as Given
  const values = Object.fromEntries(Object.entries(given).map(([member, { value }]) => [member, value]))
  const bare: Draft = { type: 'customer', values: { [field]: tie.remoteId }, links: {} }
  const whole = withValues(bare, values)
  const written = await bringOne(writer, organization, whole)
  if (!written)
    throw new SyncRefused('what the source gave cannot be a customer of its own: sync from it again first')
  const { key, withoutEmail } = written
  return { key, withoutEmail: withoutEmail ? (whole.values.email as string) : null }
}
