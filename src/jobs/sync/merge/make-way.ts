/**
 * A number id that was made here may be one that a platform gives to something else: ours count up as theirs do, and two
 * Clienteles count alike. What is ours gives way and gets another; what another server of the same platform gave cannot.
 */
import type { Draft, ExchangedType } from '../../../core/draft.ts'
import type { Writer } from '../../../core/ports.ts'
import { where } from '../../../core/query.ts'
import { fieldOf, type RecordOf } from '../../../core/schema.ts'
import type { SyncItem } from '../../../dialects/client.ts'
import { foldEmail } from '../../import/known.ts'
import type { PageWrite } from '../write-page.ts'
import { withSources } from './ties.ts'

type SourceRecord = RecordOf<'sourceRecord'>
interface Holder {
  key: number
  numberId: string
  emailFolded?: string | null
  updatedAt: Date
}

/** Gives the items that cannot be taken, with the reason. */
export async function makeWay(
  writer: Writer,
  { organization, source, idField }: PageWrite,
  items: readonly SyncItem[],
  knownOf: (item: SyncItem, draft: Draft) => SourceRecord | undefined,
): Promise<Map<SyncItem, string>> {
  const refused = new Map<SyncItem, string>()
  if (idField !== 'numberId') return refused
  const wanted = new Map<ExchangedType, Map<string, { item: SyncItem; draft: Draft }>>()
  for (const item of items)
    for (const draft of item.drafts) {
      const id = draft.values.numberId
      if (typeof id !== 'string' || knownOf(item, draft) || !fieldOf(draft.type, 'numberId')) continue
      const ofType = wanted.get(draft.type) ?? new Map()
      wanted.set(draft.type, ofType.set(id, { item, draft }))
    }
  for (const [type, drafts] of wanted) {
    const holders = (await writer.list(organization, {
      type,
      where: { op: 'in', field: 'numberId', values: [...drafts.keys()] },
      sort: [{ field: 'key' }],
      limit: 1_000_000,
    })) as unknown as Holder[]
    const ties = await tiesOf(writer, organization, holders)
    for (const holder of holders) {
      const { item, draft } = drafts.get(holder.numberId) as { item: SyncItem; draft: Draft }
      const own = ties.get(holder.key) ?? []
      const elsewhere = own.find((tie) => tie.source.dialect === source.dialect)
      if (elsewhere && elsewhere.source.baseUrl !== source.baseUrl)
        refused.set(item, `${elsewhere.source.name} gave its id to another ${type}`)
      if (elsewhere || !isOurs(writer, type, holder, own.length, draft)) continue
      const [fresh] = await writer.mint(type, 1)
      await writer.update(type, holder.key, {
        numberId: fresh?.numberId,
        updatedAt: holder.updatedAt,
      } as never)
    }
  }
  return refused
}

/**
 * What came from another platform has a number of ours; so has what nobody gave and whose number is the one that we made
 * for it, unless the e-mail says that it is the same customer (whose origin was forgotten, or who was imported).
 */
function isOurs(writer: Writer, type: ExchangedType, holder: Holder, ties: number, draft: Draft): boolean {
  if (ties > 0) return true
  if (writer.mintedNumber(type, holder.key) !== holder.numberId) return false
  const folded = foldEmail(String(draft.values.email ?? ''))
  return type !== 'customer' || folded === null || folded !== holder.emailFolded
}

async function tiesOf(writer: Writer, organization: number, holders: readonly Holder[]) {
  if (holders.length === 0) return new Map<number, []>()
  const found = await writer.list(organization, {
    type: 'sourceRecord',
    where: where('sourceRecord').in(
      'recordKey',
      holders.map(({ key }) => key),
    ),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  return withSources(writer, organization, found)
}
