/** Relationships set and cleared: a key of the record, links from it, or the rows between two records. */
import { relationOf } from '../../../core/schema.ts'
import { type AnyRecord, isNamedLink, relationshipOf } from '../resource.ts'
import { setTags } from './tags.ts'
import type { Changes, Draft, WriteContext } from './write-types.ts'

const sent = (draft: Draft) =>
  [...draft.references].flatMap(([name, references]) => {
    const relationship = relationshipOf(draft.resource, name)
    return relationship ? [{ ...relationship, references }] : []
  })

/** The to-one relationships that are a field of the record. */
export function fieldsOfReferences(draft: Draft): Changes {
  const type = draft.resource.record
  const pairs = sent(draft).flatMap(({ many, link, references }) => {
    if (!type || many || !link || isNamedLink(link) || !('relation' in link)) return []
    const here = relationOf(type, link.relation)?.here
    return here && here !== 'key' ? [[here, references[0]?.record.key ?? null]] : []
  })
  return Object.fromEntries(pairs)
}

/** The others, once the record is there. */
export async function setReferences(draft: Draft, record: AnyRecord, context: WriteContext): Promise<void> {
  const { resource } = draft
  for (const { name, link, references } of sent(draft)) {
    if (!resource.record || !link || isNamedLink(link)) continue
    if (name === 'tags') await setTags(resource, record, references, context)
    else if ('linked' in link)
      await context.writer.setLinks(
        resource.record,
        record.key,
        link.linked,
        references.map((one) => ({ type: one.resource.record ?? 'record', key: one.record.key })),
      )
  }
}
