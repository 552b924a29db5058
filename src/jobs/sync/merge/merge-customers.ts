/** What a page's customers become here where other sources know them too: field by field, by the rules. */
import type { Draft } from '../../../core/draft.ts'
import type { Writer } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { Customer, RecordOf } from '../../../core/schema.ts'
import type { SyncItem } from '../../../dialects/client.ts'
import { foldEmail } from '../../import/known.ts'
import type { PageWrite } from '../write-page.ts'
import { type Given, nextGiven, withoutMembers, withValues } from './given.ts'
import { heldBy, withHeld } from './held-before.ts'
import { createRules, type MergeRules } from './rules.ts'
import { offerOf, type Tie, tiesOf } from './ties.ts'
import { valuesWon, winners } from './winners.ts'

type SourceRecord = RecordOf<'sourceRecord'>

export interface Merged {
  /** What is written in place of what the source showed. */
  drafts: ReadonlyMap<Draft, Draft>
  /** What each customer's draft gave. */
  given: ReadonlyMap<Draft, Given>
}

export async function mergeCustomers(
  writer: Writer,
  { organization, source, clock }: PageWrite,
  items: readonly SyncItem[],
  knownOf: (item: SyncItem, draft: Draft) => SourceRecord | undefined,
): Promise<Merged> {
  const rules = createRules(source.rules)
  const drafts = new Map<Draft, Draft>()
  const given = new Map<Draft, Given>()
  const shown = items.flatMap((item) =>
    item.drafts
      .filter(({ type, onlyCreate }) => type === 'customer' && !onlyCreate)
      .map((draft) => ({ item, draft, before: knownOf(item, draft) })),
  )
  const known = shown.flatMap(({ before }) => before ?? [])
  const ties = await tiesOf(
    writer,
    organization,
    known.map(({ recordKey }) => recordKey),
  )
  const others = (before: SourceRecord | undefined): Tie[] =>
    before ? (ties.get(before.recordKey) ?? []).filter(({ sourceKey }) => sourceKey !== source.key) : []
  const shared = new Set(
    shown.flatMap(({ before }) => (others(before).length > 0 && before ? [before.recordKey] : [])),
  )
  const ownDefaults = await defaultsOfOthers(writer, organization, source.key, [...shared])
  const elses = await emailsOfElse(writer, organization, known)
  const customers = await customersOf(writer, organization, known)
  const isFirst = (before: SourceRecord) =>
    isUnread(before) && before.linkedBy !== 'created' && others(before).length === 0
  const held = await heldBy(
    writer,
    organization,
    known.flatMap((before) => (isFirst(before) ? (customers.get(before.recordKey) ?? []) : [])),
  )
  for (const { item, draft, before } of shown) {
    const own = nextGiven((before?.given ?? {}) as unknown as Given, draft, clock())
    const customer = before && customers.get(before.recordKey)
    given.set(draft, before && customer && isFirst(before) ? withHeld(own, held(customer)) : own)
    if (!before) continue
    const rivals = others(before)
    let merged = draft
    if (rivals.length > 0)
      merged = withValues(
        draft,
        valuesWon(winners([...rivals.map(offerOf), { source: source.name, given: own }], rules)),
      )
    merged = withoutMembers(merged, withoutTaken(rules, before, merged, elses))
    if (customer) merged = withoutProof(merged, customer)
    if (merged !== draft) drafts.set(draft, merged)
    if (ownDefaults.has(before.recordKey))
      for (const address of item.drafts)
        if (address.type === 'address') drafts.set(address, withoutDefault(address))
  }
  return { drafts, given }
}

/** Nothing was synced of it yet: it was linked just now, or ahead of the first sync. */
const isUnread = ({ given }: SourceRecord): boolean => Object.keys(given).length === 0

async function customersOf(
  writer: Writer,
  organization: number,
  known: readonly SourceRecord[],
): Promise<Map<number, Customer>> {
  if (known.length === 0) return new Map()
  const found = await writer.list(organization, {
    type: 'customer',
    where: where('customer').in('key', [...new Set(known.map(({ recordKey }) => recordKey))]),
    sort: [],
    limit: 1_000_000,
  })
  return new Map(found.map((customer) => [customer.key, customer]))
}

/** A proof was of the address that was here, and is none of another that takes its place. */
function withoutProof(draft: Draft, { emailFolded, verifiedEmail }: Customer): Draft {
  const { values } = draft
  if (!verifiedEmail || values.email === undefined || values.verifiedEmail !== undefined) return draft
  if (foldEmail(String(values.email ?? '')) === emailFolded) return draft
  return { ...draft, values: { ...values, verifiedEmail: false } }
}

/** Another source's default address stays the default: there is one a customer. */
function withoutDefault(address: Draft): Draft {
  const { isDefault: _, ...values } = address.values
  return { ...address, values }
}

/** Customers whose default address another source gave and this one did not. */
async function defaultsOfOthers(
  writer: Writer,
  organization: number,
  source: number,
  customers: readonly number[],
): Promise<Set<number>> {
  if (customers.length === 0) return new Set()
  const address = where('address')
  const defaults = await writer.list(organization, {
    type: 'address',
    where: all(address.in('customerKey', customers), address.eq('isDefault', true)),
    sort: [],
    limit: 1_000_000,
  })
  const { eq, in: among } = where('sourceRecord')
  const own = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(
      eq('sourceKey', source),
      eq('recordType', 'address'),
      among(
        'recordKey',
        defaults.map(({ key }) => key),
      ),
    ),
    sort: [],
    limit: 1_000_000,
  })
  const mine = new Set(own.map(({ recordKey }) => recordKey))
  return new Set(defaults.filter(({ key }) => !mine.has(key)).map(({ customerKey }) => customerKey as number))
}

/** Of customers whose link was undone: the keys of who has which of their e-mail addresses now. */
async function emailsOfElse(
  writer: Writer,
  organization: number,
  known: readonly SourceRecord[],
): Promise<Map<string, number>> {
  if (!known.some(({ linkedBy }) => linkedBy === 'separate')) return new Map()
  const emails = known.flatMap(({ given }) => {
    const folded = foldEmail(String((given as unknown as Given).email?.value ?? ''))
    return folded ? [folded] : []
  })
  const holders = await writer.list(organization, {
    type: 'customer',
    where: where('customer').in('emailFolded', emails),
    sort: [],
    limit: 1_000_000,
  })
  return new Map(holders.map(({ emailFolded, key }) => [emailFolded as string, key]))
}

/** The fields that a sync leaves alone; the e-mail of who was told apart from its holder among them. */
function withoutTaken(
  { here }: MergeRules,
  before: SourceRecord,
  { values }: Draft,
  elses: ReadonlyMap<string, number>,
): ReadonlySet<string> {
  const folded = before.linkedBy === 'separate' ? foldEmail(String(values.email ?? '')) : null
  const holder = folded ? elses.get(folded) : undefined
  return holder !== undefined && holder !== before.recordKey
    ? new Set([...here, 'email', 'verified_email'])
    : here
}
