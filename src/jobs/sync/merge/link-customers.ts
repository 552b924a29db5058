/**
 * Links a customer that a source shows for the first time to the one that is here under the same e-mail address: when the
 * address is proven on both sides, or, where the operator says so, whenever it is the same. The customer takes the id
 * that the platform gave it, so that integrations with that platform find it here.
 */
import type { Draft } from '../../../core/draft.ts'
import type { Writer } from '../../../core/ports.ts'
import { all, any, where } from '../../../core/query.ts'
import type { Customer, RecordOf } from '../../../core/schema.ts'
import type { SyncItem } from '../../../dialects/client.ts'
import { foldEmail } from '../../import/known.ts'
import type { PageWrite } from '../write-page.ts'
import { type Tie, tiesOf } from './ties.ts'

type SourceRecord = RecordOf<'sourceRecord'>

interface Candidate {
  item: SyncItem
  folded: string
}

/** The new ties, with what the customers are called there. */
export async function linkCustomers(
  writer: Writer,
  page: PageWrite,
  items: readonly SyncItem[],
  isKnown: (item: SyncItem, draft: Draft) => boolean,
): Promise<SourceRecord[]> {
  const { organization, source, idField } = page
  const candidates = items.flatMap((item): Candidate[] => {
    const [draft] = item.drafts
    if (draft?.type !== 'customer' || isKnown(item, draft) || !mayLink(source.linkBy, item)) return []
    const folded = foldEmail(String(draft.values.email ?? ''))
    return folded ? [{ item, folded }] : []
  })
  if (candidates.length === 0) return []
  const { in: among } = where('customer')
  const found = await writer.list(organization, {
    type: 'customer',
    where: any(
      all(
        among(
          'emailFolded',
          candidates.map(({ folded }) => folded),
        ),
        where('customer').isNull('erasedAt'),
      ),
      among(
        idField,
        candidates.map(({ item }) => item.remoteId),
      ),
    ),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  const taken = new Set<unknown>(found.map((customer) => customer[idField]))
  const byEmail = new Map(found.map((customer) => [customer.emailFolded, customer]))
  const ties = await tiesOf(
    writer,
    organization,
    found.map(({ key }) => key),
  )
  const linked: Partial<SourceRecord>[] = []
  for (const { item, folded } of candidates) {
    const customer = byEmail.get(folded)
    if (!customer || taken.has(item.remoteId)) continue
    const known = ties.get(customer.key) ?? []
    if (source.linkBy === 'verified-email' && !customer.verifiedEmail) continue
    if (!isFree(known, source.dialect)) continue
    byEmail.delete(folded)
    linked.push(await takeId(writer, page, customer, item.remoteId, 'email'))
  }
  return writer.create('sourceRecord', linked)
}

/** On platforms that do not say whose addresses are proven, the operator has to say that they are believed. */
const mayLink = (linkBy: string, { emailVerified }: SyncItem): boolean =>
  linkBy === 'email' || (linkBy === 'verified-email' && emailVerified === true)

/** Nobody of that platform is this customer yet: there is one id of its form. */
export const isFree = (ties: readonly Tie[], dialect: string): boolean =>
  !ties.some((tie) => tie.source.dialect === dialect)

/** Gives the customer the platform's id; returns the tie to create. */
export async function takeId(
  writer: Writer,
  { organization: _, source, idField }: Pick<PageWrite, 'organization' | 'source' | 'idField'>,
  customer: Customer,
  remoteId: string,
  linkedBy: 'email' | 'mapping',
): Promise<Partial<SourceRecord>> {
  if (customer[idField] !== remoteId)
    await writer.update('customer', customer.key, { [idField]: remoteId, updatedAt: customer.updatedAt })
  return {
    sourceKey: source.key,
    recordType: 'customer',
    remoteId,
    recordKey: customer.key,
    customerKey: customer.key,
    linkedBy,
    previousId: customer[idField],
    seenRun: source.run,
  }
}
