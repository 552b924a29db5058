/** Brings a customer up to what its sources give: after a link was made or undone, or a source lost it. */
import type { Draft } from '../../../core/draft.ts'
import type { Writer } from '../../../core/ports.ts'
import { type Customer, fieldOf, type Json, type JsonObject, type RecordOf } from '../../../core/schema.ts'
import { importBatch } from '../../import/import-batch.ts'
import { createSeenKeys } from '../../import/seen-keys.ts'
import { fieldOfMember, type Given, NOT_WON, plainOf, sameJson, withoutMembers, withValues } from './given.ts'
import { createRules } from './rules.ts'
import { offerOf, tiesOf } from './ties.ts'
import { valuesWon, winners } from './winners.ts'

/**
 * What only the `lost` one gave, and is still here, is emptied, or is again what the customer held before it was linked. An
 * e-mail address that somebody else has by now stays there.
 */
export async function mergeAgain(
  writer: Writer,
  organization: number,
  customerKey: number,
  lost?: Pick<RecordOf<'sourceRecord'>, 'key' | 'given'> & { source?: Pick<RecordOf<'source'>, 'rules'> },
): Promise<void> {
  const known = (await tiesOf(writer, organization, [customerKey])).get(customerKey) ?? []
  const ties = known.filter(({ key }) => key !== lost?.key)
  const customer = await writer.find(organization, 'customer', 'key', customerKey)
  if (!customer || customer.erasedAt !== null) return
  const rules = createRules(ties[0]?.source.rules ?? lost?.source?.rules ?? {})
  const bare: Draft = { type: 'customer', values: { uuidId: customer.uuidId }, links: {} }
  const won = valuesWon(winners(ties.map(offerOf), rules))
  const emptied = lost ? emptiedOf(customer, lost.given as unknown as Given, won) : {}
  const apart = apartOf(
    ties.map(({ given }) => given as unknown as Given),
    emptied,
  )
  const draft = withoutMembers(withValues(bare, { ...emptied, ...won, ...apart }), rules.here)
  await bringOne(writer, organization, draft)
}

/** Writes one customer, without the e-mail address where another has it; gives its key, and whether that was so. */
export async function bringOne(
  writer: Writer,
  organization: number,
  whole: Draft,
): Promise<{ key: number; withoutEmail: boolean } | null> {
  for (const draft of [whole, withoutMembers(whole, new Set(['email', 'verified_email']))]) {
    const memory = { seen: createSeenKeys(), timed: createSeenKeys() }
    const record = { line: 0, input: '', drafts: [draft] }
    const { keys, outcomes } = await importBatch(writer, organization, [record], memory)
    const key = keys.get(draft)?.key
    if (key !== undefined && typeof outcomes.get(record) === 'string')
      return { key, withoutEmail: draft !== whole && Boolean(whole.values.email) }
  }
  return null
}

/** What each platform keeps apart: all of it together. */
function apartOf(givens: readonly Given[], emptied: Readonly<Record<string, Json>>): Record<string, Json> {
  const apart: Record<string, Json> = {}
  for (const member of NOT_WON) {
    const values = [emptied[member], ...givens.map((given) => given[member]?.value)]
    if (values.some((value) => value !== undefined)) apart[member] = Object.assign({}, ...values)
  }
  return apart
}

/** Of the fields that nobody gives any more: those that still hold what was given, with what they are from now on. */
function emptiedOf(
  customer: Customer,
  lost: Given,
  won: Readonly<Record<string, Json>>,
): Record<string, Json> {
  const emptied: Record<string, Json> = {}
  for (const [member, { value, here }] of Object.entries(lost)) {
    if (member in won) continue
    const name = fieldOfMember(member)
    const field = fieldOf('customer', name)
    if (NOT_WON.has(member)) emptied[member] = here ?? nothingOf(value)
    else if (member === 'tags') emptied.tags = here ?? []
    else if (member === 'group') emptied.group = here ?? null
    else if (!field || !sameJson(plainOf(customer, name), value)) continue
    else if (here !== undefined) emptied[member] = here
    else if (field.nullable) emptied[member] = null
    else if (field.type === 'boolean') emptied[member] = false
    else if (field.type === 'json') emptied[member] = {}
  }
  return emptied
}

/** `{shopline: {asid: '1'}}` → `{shopline: {}}`, `{billing: [end]}` → `{billing: []}`. */
const nothingOf = (value: Json): JsonObject =>
  Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, one]) => [name, Array.isArray(one) ? [] : {}]),
  )
