/** Takes a wrong link back: what one source gave of a customer becomes a customer of its own again. */
import type { Draft } from '../../../core/draft.ts'
import type { RecordStore, Writer } from '../../../core/ports.ts'
import type { Customer } from '../../../core/schema.ts'
import { importBatch } from '../../import/import-batch.ts'
import { createSeenKeys } from '../../import/seen-keys.ts'
import { SyncRefused } from '../refused.ts'
import { type Given, withoutMembers, withValues } from './given.ts'
import { mergeAgain } from './merge-customers.ts'
import { belongings, moveRecords } from './move-records.ts'
import { type Tie, tiesOf } from './ties.ts'

export type IdField = 'shortId' | 'numberId' | 'uuidId'

export interface LinkStore {
  records: RecordStore
  organization: number
  /** The field that holds a platform's ids. */
  idFieldOf(dialect: string): IdField
}

export interface Undone {
  /** The customer that the source's data is now. */
  separated: Customer
  /** The customer that stays, with what the other sources give. */
  stays: Customer
  /** The e-mail address that the separated one could not take along, since two customers cannot have one. */
  withoutEmail: string | null
}

const ACTOR = { kind: 'links' }

/**
 * `undoLink(store, customer.key, 'shopline')`. Both keep what their sources gave, orders and addresses included; the ids of
 * each platform go with its source. No sync links the two again. Fails with `SyncRefused`.
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
      if (ties.length === 1)
        throw new SyncRefused(`all of this customer came from ${sourceName}: there is no link to undo`)
      const before = (await writer.find(organization, 'customer', 'key', customerKey)) as Customer
      if (before.erasedAt !== null)
        throw new SyncRefused('this customer was erased: nothing is known of the two')
      writer.keepUpdatedAt('all')
      const field = idFieldOf(tie.source.dialect)
      const own = await belongings(writer, organization, customerKey, tie.sourceKey)
      await writer.update('customer', customerKey, {
        [field]: tie.previousId ?? (await writer.mint('customer', 1))[0]?.[field],
        updatedAt: before.updatedAt,
      })
      await mergeAgain(writer, organization, customerKey, tie)
      const separated = await separate(writer, organization, tie, field)
      await moveRecords(writer, organization, own, customerKey, separated.customer.key, tie.sourceKey)
      await writer.update('sourceRecord', tie.key, {
        recordKey: separated.customer.key,
        customerKey: separated.customer.key,
        linkedBy: 'separate',
        previousId: null,
      })
      const stays = (await writer.find(organization, 'customer', 'key', customerKey)) as Customer
      return { separated: separated.customer, stays, withoutEmail: separated.withoutEmail }
    },
    { silent: true },
  )
}

async function separate(writer: Writer, organization: number, tie: Tie, field: IdField) {
  const given = tie.given as unknown as Given
  const values = Object.fromEntries(Object.entries(given).map(([member, { value }]) => [member, value]))
  const bare: Draft = { type: 'customer', values: { [field]: tie.remoteId }, links: {} }
  const whole = withValues(bare, values)
  for (const draft of [whole, withoutMembers(whole, new Set(['email']))]) {
    const memory = { seen: createSeenKeys(), timed: createSeenKeys() }
    const record = { line: 0, input: '', drafts: [draft] }
    const { keys } = await importBatch(writer, organization, [record], memory)
    const key = keys.get(draft)?.key
    const customer = key ? await writer.find(organization, 'customer', 'key', key) : null
    const withoutEmail = draft === whole ? null : ((whole.values.email as string | undefined) ?? null)
    if (customer) return { customer, withoutEmail }
  }
  throw new SyncRefused('what the source gave cannot be a customer of its own: sync from it again first')
}
