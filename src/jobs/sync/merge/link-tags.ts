/**
 * A tag is its name: one that a source shows and that is here by that name is the same. Where no other server of that
 * platform gave it its id it takes this one's, so that integrations find it here; else this server's id stands for it.
 */
import type { Draft, Pointer } from '../../../core/draft.ts'
import type { Writer } from '../../../core/ports.ts'
import { all, any, where } from '../../../core/query.ts'
import type { SyncItem } from '../../../dialects/client.ts'
import type { PageWrite } from '../write-page.ts'
import { withSources } from './ties.ts'

/** Gives each draft as it is written: with tags by the ids that they have here. */
export async function linkTags(
  writer: Writer,
  { organization, source, idField }: PageWrite,
  items: readonly SyncItem[],
): Promise<(draft: Draft) => Draft> {
  const drafts = items.flatMap((item) => item.drafts)
  const shown = drafts.filter(({ type, values }) => type === 'tag' && values[idField] !== undefined)
  const ids = new Set([
    ...shown.map(({ values }) => String(values[idField])),
    ...drafts.flatMap(({ tags = [] }) => tags.flatMap((tag) => tag[idField] ?? [])),
  ])
  if (ids.size === 0) return (draft) => draft
  const { eq, in: among } = where('sourceRecord')
  const own = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(eq('sourceKey', source.key), eq('recordType', 'tag'), among('remoteId', [...ids])),
    sort: [],
    limit: 1_000_000,
  })
  const tag = where('tag')
  const found = await writer.list(organization, {
    type: 'tag',
    where: any(
      tag.in(
        'name',
        shown.map(({ values }) => String(values.name)),
      ),
      tag.in(
        'key',
        own.map(({ recordKey }) => recordKey),
      ),
    ),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  const idHere = new Map<string, string>()
  const known = new Map(own.map(({ remoteId, recordKey }) => [recordKey, remoteId]))
  for (const { key, [idField]: id } of found) {
    const there = known.get(key)
    if (there !== undefined) idHere.set(there, id)
  }
  await takeIds()
  return ({ tags, ...draft }) => {
    const isTag = draft.type === 'tag' && idHere.has(String(draft.values[idField]))
    return {
      ...draft,
      ...(isTag ? { values: { ...draft.values, [idField]: idHere.get(String(draft.values[idField])) } } : {}),
      ...(tags ? { tags: tags.map(pointerHere) } : {}),
    }
  }

  function pointerHere(pointer: Pointer): Pointer {
    const here = idHere.get(pointer[idField] ?? '')
    return here === undefined ? pointer : { [idField]: here }
  }

  async function takeIds(): Promise<void> {
    const fresh = shown.filter(({ values }) => !idHere.has(String(values[idField])))
    const byName = new Map(found.map((one) => [one.name, one]))
    const met = fresh.flatMap(({ values }) => {
      const here = byName.get(String(values.name))
      const id = String(values[idField])
      return here && here[idField] !== id && !known.has(here.key) ? [{ here, id }] : []
    })
    if (met.length === 0) return
    const keys = met.map(({ here }) => here.key)
    const ties = await writer.list(organization, {
      type: 'sourceRecord',
      where: all(eq('recordType', 'tag'), among('recordKey', keys)),
      sort: [{ field: 'key' }],
      limit: 1_000_000,
    })
    const taken = await writer.list(organization, {
      type: 'tag',
      where: tag.in(
        idField,
        met.map(({ id }) => id),
      ),
      sort: [],
      limit: 1_000_000,
    })
    const isTaken = new Set<string>(taken.map((one) => one[idField]))
    const sources = await withSources(writer, organization, ties)
    for (const { here, id } of met) {
      const isOthers = (sources.get(here.key) ?? []).some((tie) => tie.source.dialect === source.dialect)
      if (isOthers || isTaken.has(id)) {
        idHere.set(id, here[idField])
        continue
      }
      await writer.update('tag', here.key, { [idField]: id, updatedAt: here.updatedAt })
      isTaken.add(id)
    }
  }
}
