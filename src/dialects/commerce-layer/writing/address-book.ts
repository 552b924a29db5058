/** A customer address is an address with an entry in a customer's address book: making one attaches it. */
import { randomUUID } from 'node:crypto'
import { CoreError } from '../../../core/errors.ts'
import type { Address } from '../../../core/schema.ts'
import type { AnyRecord } from '../resource.ts'
import { releasedBy } from '../values/address-values.ts'
import { ownerProblems } from './owner.ts'
import { blank } from './problems.ts'
import type { Draft, Problem, WriteContext } from './write-types.ts'

const addressOf = ({ references }: Draft): AnyRecord | undefined => references.get('address')?.[0]?.record

/** An address stands in one address book [assumed]: one that has an owner is taken. */
export async function entryProblems(draft: Draft, context: WriteContext): Promise<Problem[]> {
  const address = addressOf(draft)
  const problems = await ownerProblems(draft, context)
  if (address && address.customerKey !== null && address.key !== draft.before?.key)
    problems.push({
      field: 'address',
      relationship: true,
      message: 'has already been taken',
      meta: { error: 'taken' },
    })
  if (draft.before && draft.references.get('customer')?.length === 0) problems.push(blank('customer', true))
  return problems
}

export async function addEntry(
  fields: Record<string, unknown>,
  draft: Draft,
  { writer }: WriteContext,
): Promise<AnyRecord> {
  const address = addressOf(draft)
  if (!address) throw new CoreError('invalid-value', { field: 'address' })
  return (await writer.update('address', address.key, fields)) as unknown as AnyRecord
}

/** With another address the entry keeps its id, and the address it leaves is nobody's. */
export async function moveEntry(
  fields: Record<string, unknown>,
  draft: Draft,
  context: WriteContext,
): Promise<AnyRecord> {
  const { writer } = context
  const before = draft.before as unknown as Address
  const address = addressOf(draft) as Address | undefined
  if (!address || address.key === before.key)
    return (await writer.update('address', before.key, fields)) as unknown as AnyRecord
  const { entryShortId, entryReference, entryReferenceOrigin, entryMetadata, customerKey, isDefault } = before
  // The ids change places, by way of one that nobody has.
  await writer.update('address', address.key, { entryShortId: randomUUID() })
  await writer.update('address', before.key, {
    ...(await releasedBy(before, context)),
    entryShortId: address.entryShortId,
    entryReference: null,
    entryReferenceOrigin: null,
    entryMetadata: {},
  })
  return (await writer.update('address', address.key, {
    entryShortId,
    entryReference,
    entryReferenceOrigin,
    entryMetadata,
    customerKey,
    isDefault,
    ...fields,
  })) as unknown as AnyRecord
}

/** The address itself stays, and is nobody's. */
export async function removeEntry(record: AnyRecord, context: WriteContext): Promise<void> {
  const released = await releasedBy(record as unknown as Address, context)
  await context.writer.update('address', record.key, released)
}
