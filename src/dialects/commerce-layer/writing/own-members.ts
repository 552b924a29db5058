/** What only this platform keeps of a record, changed member by member. */
import type { JsonObject, RecordOf, RecordType } from '../../../core/schema.ts'
import { OWN_MEMBERS } from '../describe-resource.ts'
import type { Changes, WriteContext } from './write-types.ts'

/** The core's field that holds the own members, with these changed and the others as they were. */
export function ownFields(
  type: RecordType,
  own: JsonObject | undefined,
  before: Readonly<Record<string, unknown>> | null,
): JsonObject {
  if (!own) return {}
  if (type === 'record') return { attributes: { ...(before?.attributes as JsonObject), ...own } }
  const extras = (before?.extras ?? {}) as JsonObject
  return { extras: { ...extras, [OWN_MEMBERS]: { ...(extras[OWN_MEMBERS] as JsonObject), ...own } } }
}

/** The record after the change; what a trigger does to the record it was sent to. */
export function changeRecord<T extends RecordType>(
  type: T,
  record: RecordOf<T>,
  { own, ...changes }: Changes,
  { writer }: Pick<WriteContext, 'writer'>,
): Promise<RecordOf<T>> {
  const fields = { ...changes, ...ownFields(type, own, record as Record<string, unknown>) }
  return writer.update(type, (record as { key: number }).key, fields as never)
}
