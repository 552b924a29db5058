/** From a body to the written record, inside one transaction. */
import type { RecordType } from '../../../core/schema.ts'
import { type Field, fields, type JsonObject } from '../../../core/schema.ts'
import { Refused } from '../errors.ts'
import { type AnyRecord, type Attribute, attributeOf, type Resource } from '../resource.ts'
import { castValue } from './cast-value.ts'
import { ownFields } from './own-members.ts'
import { invalid, validationErrors } from './problems.ts'
import type { Input } from './read-input.ts'
import { findReferences } from './references.ts'
import { problemsOf } from './validate.ts'
import { fieldsOfReferences, setReferences } from './write-references.ts'
import type { Changes, Draft, Problem, WriteContext, WriteValue } from './write-types.ts'

/** The written record, made new when `before` is null; what its triggers did stands in the store. */
export async function writeRecord(
  resource: Resource,
  before: AnyRecord | null,
  input: Input,
  context: WriteContext,
): Promise<AnyRecord> {
  const { values, problems } = castAll(resource, input)
  const references = await findReferences(input, context)
  const draft: Draft = { resource, before, values, references }
  const uncast = new Set(problems.map(({ field }) => field))
  const others = await problemsOf(draft, context)
  refuseIf([...problems, ...others.filter(({ field, relationship }) => relationship || !uncast.has(field))])
  const changes = await changesOf(draft, context)
  const record = before
    ? await update(before, draft, changes, context)
    : await create(draft, changes, context)
  await setReferences(draft, record, context)
  await runTriggers(draft, record, context)
  return record
}

export function refuseIf(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Refused(validationErrors(problems))
}

function castAll(resource: Resource, input: Input) {
  const values = new Map<string, WriteValue>()
  const problems: Problem[] = []
  for (const [name, sent] of input.attributes) {
    const type = attributeOf(resource, name)?.type ?? 'string'
    const value = castValue(type, sent)
    if (value === undefined) problems.push(invalid(name, sent))
    else values.set(name, value)
  }
  return { values, problems }
}

async function changesOf(draft: Draft, context: WriteContext): Promise<Changes> {
  let changes: Changes = fieldsOfReferences(draft)
  for (const [attribute, value] of sentAttributes(draft))
    if (attribute.write) changes = merged(changes, await attribute.write(value, context, draft))
  return changes
}

const sentAttributes = ({ resource, values }: Draft): [Attribute, WriteValue][] =>
  resource.attributes.flatMap((attribute): [Attribute, WriteValue][] =>
    values.has(attribute.name) ? [[attribute, values.get(attribute.name) ?? null]] : [],
  )

const merged = (a: Changes, b: Changes): Changes =>
  a.own || b.own ? { ...a, ...b, own: { ...a.own, ...b.own } } : { ...a, ...b }

async function create(draft: Draft, changes: Changes, context: WriteContext): Promise<AnyRecord> {
  const { resource } = draft
  if (!resource.record) throw new Refused('notFound')
  const initial = ((await resource.writing.initial?.(draft, context)) ?? {}) as Changes
  const complete = merged(initial, changes)
  const record = {
    ...coreFields(resource.record, complete, null),
    ...(resource.kind === null ? {} : { kind: resource.kind }),
  }
  if (resource.writing.create) return resource.writing.create(record, draft, context)
  const [created] = await context.writer.create(resource.record, [record as never])
  return created as unknown as AnyRecord
}

async function update(
  before: AnyRecord,
  draft: Draft,
  changes: Changes,
  context: WriteContext,
): Promise<AnyRecord> {
  const { resource } = draft
  if (!resource.record) return before
  const set = coreFields(resource.record, changes, before)
  if (resource.writing.update) return resource.writing.update(set, draft, context)
  if (Object.keys(set).length === 0) return before
  return (await context.writer.update(resource.record, before.key, set as never)) as unknown as AnyRecord
}

/** Changes as fields of the core's record: own members inside their JSON, no null where the core keeps none. */
export function coreFields(type: RecordType, changes: Changes, before: AnyRecord | null): JsonObject {
  const { own, ...plain } = changes
  const known: Readonly<Record<string, Field>> = fields[type]
  const set = Object.entries(plain).map(([name, value]) => [
    name,
    value === null && known[name]?.nullable === false ? EMPTY[known[name].type] : value,
  ])
  return { ...Object.fromEntries(set), ...ownFields(type, own, before) }
}

const EMPTY: Partial<Record<Field['type'], unknown>> = { text: '', boolean: false, json: {}, integer: 0 }

/** Each on the record as the one before left it. */
async function runTriggers(draft: Draft, record: AnyRecord, context: WriteContext): Promise<void> {
  const set = sentAttributes(draft).filter(([{ trigger }, value]) => trigger && isSet(value))
  if (set.length === 0) return
  let written = await again(draft.resource, record, context)
  for (const [attribute, value] of set)
    if (attribute.trigger) written = await attribute.trigger(written, value, context, draft)
}

/** A false or empty trigger does nothing [assumed] (section 5.3). */
const isSet = (value: WriteValue): boolean =>
  value !== null && value !== false && !(typeof value === 'string' && value.trim() === '')

/** The record as it is now, after what else the transaction did to it. */
export async function again(
  resource: Resource,
  { key }: AnyRecord,
  { writer, organization }: WriteContext,
): Promise<AnyRecord> {
  const record = resource.record && (await writer.find(organization, resource.record, 'key', key))
  if (!record) throw new Refused('notFound')
  return record as unknown as AnyRecord
}
