/**
 * Resource objects as UTF-8, in one pass: byte for byte what `JSON.stringify` makes of `presentResource`. What is the same
 * for every record of a resource (names, link blocks, constants) is written once; a record fills its id and values in.
 */
import { isRow, WRITE_JSON } from '../../core/row.ts'
import type { Json } from '../../core/schema.ts'
import { type Block, type ByteText, createBlock, createFixed, type Fixed } from '../../lib/byte-text.ts'
import { joined } from '../../lib/joined.ts'
import { quote } from '../../lib/json-text.ts'
import { createRecent } from '../../lib/recent.ts'
import { type Loaded, NOTHING_LINKED } from './load.ts'
import { type Frame, relationshipLinks, shows, urlOf } from './present.ts'
import {
  type AnyRecord,
  type Attribute,
  type Put,
  publicIdOf,
  type Relationship,
  type Resource,
} from './resource.ts'

/** What stands between the values of one record, and the values. */
interface Writer {
  /** From the id on, up to the record's own URL. */
  afterId: Fixed
  attributes: readonly { before: Fixed; write: Put }[]
  afterAttributes: Fixed
  /** The link blocks, with holes for the record's own URL. */
  links: Block
  relationships: readonly { relationship: Relationship; links: string }[]
}

/** Of each resource; fieldsets are what callers choose, so that only the latest are kept. */
const writers = createRecent<Writer>(500)

const writerOf = (resource: Resource, { fieldsets }: Frame): Writer => {
  const names = fieldsets.get(resource.type)
  return writers.of(names ? `${resource.type} ${[...names].join()}` : resource.type, () =>
    createWriter(
      resource.type,
      resource.attributes.filter(({ name, hidden }) => !hidden && shows(names, name)),
      resource.relationships.filter(({ name }) => shows(names, name)),
    ),
  )
}

function createWriter(
  type: string,
  attributes: readonly Attribute[],
  relationships: readonly Relationship[],
): Writer {
  const written: Writer['attributes'][number][] = []
  let text = attributes.length > 0 ? '"},"attributes":{' : '"}'
  for (const [index, attribute] of attributes.entries()) {
    text += `${index > 0 ? ',' : ''}${quote(attribute.name)}:`
    const { shown } = attribute
    if (shown && 'value' in shown) text += JSON.stringify(shown.value)
    else {
      written.push({
        before: createFixed(text),
        write: writeOf(attribute),
      })
      text = ''
    }
  }
  if (attributes.length > 0) text += '}'
  if (relationships.length > 0) text += ',"relationships":{'
  const blocks = relationships.map((relationship) => ({ relationship, links: linkBlock(relationship.name) }))
  return {
    afterId: createFixed(`,"type":"${type}","links":{"self":"`),
    attributes: written,
    afterAttributes: createFixed(text),
    links: createBlock(blocks.map(({ links }) => `${links}}`).join(), HOLE),
    relationships: blocks,
  }
}

/** No JSON text holds it as it is. */
const HOLE = '\0'

/** `"orders":{"links":{"self":"` hole `/relationships/orders","related":"` hole `/orders"}` with the end left open. */
const linkBlock = (name: string): string =>
  `${quote(name)}:${JSON.stringify({ links: relationshipLinks(HOLE, name) }).slice(0, -1)}`.replaceAll(
    '\\u0000',
    HOLE,
  )

/** One replacement of all holes costs half of joining parts. A dollar would mean something in it. */
const filled = (links: string, self: string): string =>
  links.replaceAll(HOLE, self.includes('$') ? self.replaceAll('$', '$$$$') : self)

/** Constants are no such attributes: they stand in the text between. */
function writeOf({ shown, present }: Attribute): Put {
  const plainly: Put = (out, record, context) => writeValue(out, present(record as never, context))
  if (!shown || 'value' in shown) return plainly
  if ('put' in shown) return shown.put
  const { field, missing = null } = shown
  const otherwise = JSON.stringify(missing)
  return (out, record, context) =>
    isRow(record) ? record[WRITE_JSON](out, field, otherwise) : plainly(out, record, context)
}

function writeValue(out: ByteText, value: Json): void {
  if (typeof value === 'string') out.json(value)
  else out.text(value === null ? 'null' : JSON.stringify(value))
}

/** What every object of one document shares. */
export interface TextFrame extends Frame {
  /** From the last relationship on. */
  end: Buffer
  /** Where all resources are, as it stands between quotes. */
  root: string
}
export const textFrame = (frame: Frame): TextFrame =>
  joined(frame, {
    root: quote(`${frame.origin}/api/`).slice(1, -1),
    end: Buffer.from(`,"meta":${metaText(frame)}}`),
  })

/** `JSON.stringify(metaOf(frame))`, which costs as much as a record. */
const metaText = ({ caller, traceId }: Frame): string => {
  const trace = traceId === null ? '' : `,"trace_id":${quote(traceId)}`
  return `{"mode":"${caller.test ? 'test' : 'live'}","organization_id":${quote(caller.organization.shortId)}${trace}}`
}

const BEFORE_ID = createFixed('{"id":')
const NEXT = createFixed(',{"id":')

/** Writes `JSON.stringify(presentResource(loaded, frame))` of each, with commas between them. */
export function writeResources(out: ByteText, all: readonly Loaded[], frame: TextFrame): void {
  let of: Resource | null = null
  let writer: Writer | null = null
  for (let index = 0; index < all.length; index++) {
    const one = all[index] as Loaded
    // Of a page all are of one resource.
    if (!writer || one.resource !== of) writer = writerOf(one.resource, frame)
    of = one.resource
    out.fixed(index === 0 ? BEFORE_ID : NEXT)
    writeResource(out, one, frame, writer)
  }
}

const PLAIN_ID = /^[\w-]+$/

/** As it stands between quotes. */
const quotedUrlOf = (resource: Resource, id: string, { origin, root }: TextFrame): string =>
  PLAIN_ID.test(id) && !resource.singleton
    ? `${root}${resource.type}/${id}`
    : quote(urlOf(origin, resource, id)).slice(1, -1)

/** The same of one record after the other, which need nothing beside them; `index` 0 begins. */
export function resourceWriter(
  out: ByteText,
  resource: Resource,
  frame: TextFrame,
): (record: AnyRecord, index: number) => void {
  const writer = writerOf(resource, frame)
  return (record, index) => {
    out.fixed(index === 0 ? BEFORE_ID : NEXT)
    writeResource(out, { resource, record, related: undefined, linkage: NOTHING_LINKED }, frame, writer)
  }
}

/** From the id on. */
function writeResource(
  out: ByteText,
  { resource, record, related, linkage }: Loaded,
  frame: TextFrame,
  writer: Writer,
): void {
  const id = publicIdOf(resource, record)
  const self = quotedUrlOf(resource, id, frame)
  const context = { caller: frame.caller, related }
  out.json(id)
  out.fixed(writer.afterId)
  out.text(self)
  for (const { before, write } of writer.attributes) {
    out.fixed(before)
    write(out, record, context)
  }
  out.fixed(writer.afterAttributes)
  if (writer.relationships.length > 0) {
    if (linkage.size > 0) out.text(withData(writer, linkage, self))
    else out.filled(writer.links, self)
    out.text('}')
  }
  out.bytes(frame.end)
}

function withData({ relationships }: Writer, linkage: Loaded['linkage'], self: string): string {
  const blocks = relationships.map(({ relationship: { name, many }, links }) => {
    const found = linkage.get(name)
    const data = found ? `,"data":${JSON.stringify(many ? found : (found[0] ?? null))}` : ''
    return `${filled(links, self)}${data}}`
  })
  return blocks.join()
}

/** The core fields that such objects are written from; null where that is not known. */
export function fieldsRead(
  resource: Resource,
  { fieldsets }: Pick<Frame, 'fieldsets'>,
): readonly string[] | null {
  if (resource.load) return null
  const names = fieldsets.get(resource.type)
  const read = new Set(['key', resource.idField])
  for (const { name, hidden, reads } of resource.attributes) {
    if (hidden || !shows(names, name)) continue
    if (!reads) return null
    for (const field of reads) read.add(field)
  }
  return [...read]
}
