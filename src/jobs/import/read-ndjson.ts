/** NDJSON: one record a line, as `clientele export` writes it (docs/formats.md). Blank lines are no records. */

import type { Draft, End, LinkDraft, Pointer } from '../../core/draft.ts'
import { fieldOf } from '../../core/schema.ts'
import { readJson, readValue, Unacceptable } from '../exchange/read-value.ts'
import {
  ID_FIELDS,
  LINE_FIELDS,
  LINE_REQUIRED,
  LINES_MEMBER,
  LINK_ENDS,
  LINK_NAME,
  memberOf,
  plainFields,
  type RecordShape,
  SHAPES,
  TAGS_MEMBER,
} from '../exchange/record-shapes.ts'
import type { InputRecord } from './draft.ts'
import { readLines, TOO_LONG } from './read-lines.ts'

export async function* readNdjson(
  file: string,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<InputRecord> {
  for await (const { number: line, text: input, isCut } of readLines(file, onBytes)) {
    if (input.trim() === '') continue
    try {
      if (isCut) throw new Unacceptable(TOO_LONG())
      const object = readObject(input)
      if (object.type === LINK_NAME) yield { line, input, drafts: [], link: readLink(object) }
      else yield { line, input, drafts: [readRecord(object)] }
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

function readObject(input: string): Record<string, unknown> {
  const given = readJson(input)
  if (given === undefined) throw new Unacceptable('not JSON')
  return asObject('the line', given)
}

function readRecord(object: Record<string, unknown>): Draft {
  const known = MEMBERS.get(object.type as string)
  if (!known) throw new Unacceptable(`type is not one of ${[...MEMBERS.keys(), LINK_NAME].join(', ')}`)
  const draft: Draft = { type: known.shape.type, values: {}, links: {} }
  for (const [name, value] of Object.entries(object)) {
    const member = known.members.get(name)
    if (!member) throw new Unacceptable(`${JSON.stringify(name)} is not a member of a ${known.shape.name}`)
    member(draft, value)
  }
  return draft
}

function readLink({ type: _, name, from, to, ...others }: Record<string, unknown>): LinkDraft {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new Unacceptable(`${JSON.stringify(unknown)} is not a member of a link`)
  return {
    name: readValue('link', 'name', name) as string,
    from: readEnd('from', from),
    to: readEnd('to', to),
  }
}

/** `{"type": "order", "uuid_id": "…"}`: a pointer that also says what it points to. */
function readEnd(member: 'from' | 'to', value: unknown): End {
  const { type, ...pointer } = asObject(member, value)
  const shape = LINK_ENDS[member].find(({ name }) => name === type)
  if (!shape)
    throw new Unacceptable(
      `${member}.type is not one of ${LINK_ENDS[member].map(({ name }) => name).join(', ')}`,
    )
  return { type: shape.type, pointer: readPointer(member, pointer) }
}

const POINTER_MEMBERS: Record<string, keyof Pointer> = {
  ...Object.fromEntries(ID_FIELDS.map((field) => [memberOf(field), field])),
  reference: 'reference',
  reference_origin: 'referenceOrigin',
  email: 'email',
  kind: 'kind',
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
  if (Object.keys(pointer).every((part) => part === 'referenceOrigin' || part === 'kind'))
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
