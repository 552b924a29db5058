/** NDJSON: one record a line, as `clientele export` writes it (docs/formats.md). Blank lines are no records. */
import { fieldOf } from '../../core/schema.ts'
import { readValue, Unacceptable } from '../exchange/read-value.ts'
import {
  ID_FIELDS,
  LINE_FIELDS,
  LINE_REQUIRED,
  LINES_MEMBER,
  memberOf,
  plainFields,
  type RecordShape,
  SHAPES,
  TAGS_MEMBER,
} from '../exchange/record-shapes.ts'
import type { Draft, InputRecord, Pointer } from './draft.ts'
import { readLines } from './read-lines.ts'

export async function* readNdjson(
  file: string,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<InputRecord> {
  for await (const [line, input] of readLines(file, onBytes)) {
    if (input.trim() === '') continue
    try {
      yield { line, input, drafts: [readRecord(input)] }
    } catch (error) {
      if (!(error instanceof Unacceptable)) throw error
      yield { line, input, reason: error.message }
    }
  }
}

type Member = (draft: Draft, value: unknown) => void

const plural = (name: string, value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw new Unacceptable(`${name} is not a list`)
  return value
}

/** What each member of each type does, worked out once. */
const MEMBERS = new Map(SHAPES.map((shape) => [shape.name, { shape, members: membersOf(shape) }]))

function membersOf(shape: RecordShape): Map<string, Member> {
  const members = new Map<string, Member>([['type', () => {}]])
  for (const field of plainFields(shape))
    members.set(memberOf(field), (draft, value) => {
      draft.values[field] = readValue(shape.type, field, value)
    })
  for (const { member, field } of shape.links)
    members.set(member, (draft, value) => {
      draft.links[field] = value === null ? null : readPointer(member, value)
    })
  if (shape.type === 'customer')
    members.set(TAGS_MEMBER, (draft, value) => {
      draft.tags = plural(TAGS_MEMBER, value).map((tag) => readPointer(TAGS_MEMBER, tag))
    })
  if (shape.type === 'order')
    members.set(LINES_MEMBER, (draft, value) => {
      draft.lines = plural(LINES_MEMBER, value).map(readLine)
    })
  return members
}

function readRecord(input: string): Draft {
  let given: unknown
  try {
    given = JSON.parse(input)
  } catch {
    throw new Unacceptable('not JSON')
  }
  const object = asObject('the line', given)
  const known = MEMBERS.get(object.type as string)
  if (!known) throw new Unacceptable(`type is not one of ${[...MEMBERS.keys()].join(', ')}`)
  const draft: Draft = { type: known.shape.type, values: {}, links: {} }
  for (const [name, value] of Object.entries(object)) {
    const member = known.members.get(name)
    if (!member) throw new Unacceptable(`${JSON.stringify(name)} is not a member of a ${known.shape.name}`)
    member(draft, value)
  }
  return draft
}

const POINTER_MEMBERS: Record<string, keyof Pointer> = {
  ...Object.fromEntries(ID_FIELDS.map((field) => [memberOf(field), field])),
  reference: 'reference',
  reference_origin: 'referenceOrigin',
  email: 'email',
  name: 'name',
  slug: 'slug',
}

function readPointer(member: string, value: unknown): Pointer {
  const pointer: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(asObject(member, value))) {
    const part = Object.hasOwn(POINTER_MEMBERS, name) ? POINTER_MEMBERS[name] : undefined
    if (!part) throw new Unacceptable(`${member} cannot be found by ${JSON.stringify(name)}`)
    if (typeof given !== 'string' && !(given === null && part === 'referenceOrigin'))
      throw new Unacceptable(`${member}.${name} is not text`)
    pointer[part] = part === 'uuidId' ? readValue('customer', 'uuidId', given) : given
  }
  if (Object.keys(pointer).every((part) => part === 'referenceOrigin'))
    throw new Unacceptable(`${member} needs a public id, a reference or another name of the record`)
  return pointer
}

function readLine(given: unknown): Record<string, unknown> {
  const line: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(asObject(LINES_MEMBER, given))) {
    const field = LINE_FIELDS.find((candidate) => memberOf(candidate) === name)
    if (!field || !fieldOf('orderLine', field))
      throw new Unacceptable(`${JSON.stringify(name)} is not a member of a line`)
    line[field] = readValue('orderLine', field, value)
  }
  const missing = LINE_REQUIRED.filter((field) => line[field] === undefined)
  if (missing.length > 0) throw new Unacceptable(`a line needs ${missing.map(memberOf).join(', ')}`)
  return line
}

function asObject(what: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new Unacceptable(`${what} is not a JSON object`)
}
