/** What only this platform keeps of a record, changed member by member. */
import type { JsonObject, RecordOf, RecordType } from '../../../core/schema.ts'
import { OWN_MEMBERS, ownMembers } from '../describe-resource.ts'
import type { Changes, WriteContext } from './write-types.ts'

/** The core's field that holds the own members, with these changed and the others as they were. */
export function ownFields(
  type: RecordType,
  own: JsonObject | undefined,
  before: Readonly<Record<string, unknown>> | null,
): JsonObject {
  const kept = ownMembers(type, before ?? {})
  // What is not there and stays so is no change.
  const changed = Object.entries(own ?? {}).filter(([name, value]) => value !== null || name in kept)
  if (changed.length === 0) return {}
  const members = { ...kept, ...Object.fromEntries(changed) }
  if (type === 'record') return { attributes: members }
  return { extras: { ...(before?.extras as JsonObject), [OWN_MEMBERS]: members } }
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
