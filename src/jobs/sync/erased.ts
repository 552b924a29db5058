/**
 * An erased person stays erased: of what a source shows about one, only what the books need is taken. Their own record,
 * their addresses and ways to pay are left alone; of the rest every personal field (core/fields.ts marks them) is left out.
 */
import type { Draft, Pointer } from '../../core/draft.ts'
import type { Reader } from '../../core/ports.ts'
import { all, any, not, where } from '../../core/query.ts'
import { fieldOf } from '../../core/schema.ts'
import type { SyncItem } from '../../dialects/client.ts'

export interface ErasedLookup {
  organization: number
  idField: 'shortId' | 'numberId' | 'uuidId'
  /** The customer that a draft's record here belongs to, where it is known. */
  ownerOf(item: SyncItem, draft: Draft): number | null
}

const DROPPED: ReadonlySet<string> = new Set(['customer', 'address', 'paymentSource'])

/** What may be taken of a draft: itself, a part of it, or nothing (null). */
export async function sparingErased(
  reader: Reader,
  items: readonly SyncItem[],
  { organization, idField, ownerOf }: ErasedLookup,
): Promise<(item: SyncItem, draft: Draft) => Draft | null> {
  const ids = new Set<string>()
  const references = new Set<string>()
  const keys = new Set<number>()
  for (const item of items)
    for (const draft of item.drafts) {
      const { id, reference } = personOf(draft, idField)
      if (id) ids.add(id)
      if (reference) references.add(reference)
      const owner = ownerOf(item, draft)
      if (owner !== null) keys.add(owner)
    }
  const { in: among, isNull } = where('customer')
  const erased =
    ids.size + references.size + keys.size === 0
      ? []
      : await reader.list(organization, {
          type: 'customer',
          where: all(
            not(isNull('erasedAt')),
            any(among(idField, [...ids]), among('reference', [...references]), among('key', [...keys])),
          ),
          sort: [],
          limit: 1_000_000,
        })
  if (erased.length === 0) return (_, draft) => draft
  const erasedKeys = new Set(erased.map(({ key }) => key))
  const erasedIds = new Set<unknown>(erased.map((customer) => customer[idField]))
  const erasedReferences = new Set<unknown>(erased.map(({ reference }) => reference).filter(Boolean))
  const isTheirs = (item: SyncItem, draft: Draft) => {
    const { id, reference } = personOf(draft, idField)
    return (
      (id !== undefined ? erasedIds.has(id) : reference !== undefined && erasedReferences.has(reference)) ||
      erasedKeys.has(ownerOf(item, draft) ?? -1)
    )
  }
  return (item, draft) => {
    const theirs = item.drafts.some((each) => isTheirs(item, each)) && !isElses(draft, idField, erasedIds)
    if (!theirs) return draft
    return DROPPED.has(draft.type) ? null : withoutPersonal(draft)
  }
}

/** Whose it says it is. */
function personOf(draft: Draft, idField: keyof Pointer): { id?: string; reference?: string } {
  const pointer: Pointer = draft.type === 'customer' ? draft.values : (draft.links.customerKey ?? {})
  const id = pointer[idField]
  return { ...(id ? { id } : {}), ...(pointer.reference ? { reference: pointer.reference } : {}) }
}

/** It names another person, though it came with what is an erased one's. */
function isElses(draft: Draft, idField: keyof Pointer, erased: ReadonlySet<unknown>): boolean {
  const { id } = personOf(draft, idField)
  return id !== undefined && !erased.has(id)
}

function withoutPersonal({ type, values, links, lines, onlyCreate }: Draft): Draft {
  const kept = Object.entries(values).filter(([name]) => {
    const field = fieldOf(type, name)
    return field?.personal !== true && name !== 'reference' && name !== 'entryReference'
  })
  return {
    type,
    values: Object.fromEntries(kept),
    links,
    ...(lines ? { lines } : {}),
    ...(onlyCreate ? { onlyCreate } : {}),
  }
}
