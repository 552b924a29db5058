/**
 * Everything an organization keeps, as NDJSON: one record a line, by type and then by key, so that what a
 * record points to comes before it. Read page by page, so it takes no more memory for a larger store.
 */
import type { ExchangedType } from '../core/draft.ts'
import type { Reader, RecordStore } from '../core/ports.ts'
import type { Link, RecordType } from '../core/schema.ts'
import { eachPage, type Row } from './exchange/each-page.ts'
import {
  ID_FIELDS,
  LINE_FIELDS,
  LINK_NAME,
  memberOf,
  plainFields,
  type RecordShape,
  SHAPES,
} from './exchange/record-shapes.ts'

/** Writes each page of lines; awaited, so that a slow reader slows the export. Gives the number of records. */
export function exportRecords(
  records: RecordStore,
  organization: number,
  write: (lines: string) => Promise<void> | void,
  onProgress: (exported: number) => void = () => {},
): Promise<number> {
  return records.snapshot(async (reader) => {
    let exported = 0
    const exportType = (type: RecordType, toLines: (page: readonly Row[]) => Promise<string[]>) =>
      eachPage(reader, organization, type, async (page) => {
        const lines = await toLines(page)
        await write(lines.join(''))
        exported += lines.length
        onProgress(exported)
      })
    for (const shape of SHAPES)
      await exportType(shape.type, (page) => linesOf(reader, organization, shape, page))
    await exportType('link', (page) => linkLines(reader, organization, page as unknown as Link[]))
    return exported
  })
}

async function uuidsOf(
  reader: Reader,
  organization: number,
  type: ExchangedType,
  keys: readonly number[],
): Promise<Map<number, string>> {
  const values = [...new Set(keys)]
  if (values.length === 0) return new Map()
  const where = { op: 'in', field: 'key', values } as const
  const found = await reader.list(organization, { type, where, sort: [], limit: values.length })
  return new Map(found.map(({ key, uuidId }) => [key, uuidId]))
}

/** Last of all, so that both ends come before. One that lost an end while we read is gone itself. */
async function linkLines(reader: Reader, organization: number, page: readonly Link[]): Promise<string[]> {
  const ends = page.flatMap(({ fromType, fromKey, toType, toKey }) => [
    { type: fromType, key: fromKey },
    { type: toType, key: toKey },
  ])
  const records = new Map<number, { type: string; uuid_id: string }>()
  for (const { type, name } of SHAPES) {
    const keys = ends.filter((end) => end.type === type).map(({ key }) => key)
    for (const [key, uuid] of await uuidsOf(reader, organization, type, keys))
      records.set(key, { type: name, uuid_id: uuid })
  }
  return page.flatMap(({ name, fromKey, toKey }) => {
    const [from, to] = [records.get(fromKey), records.get(toKey)]
    return from && to ? `${JSON.stringify({ type: LINK_NAME, name, from, to })}\n` : []
  })
}

async function linesOf(
  reader: Reader,
  organization: number,
  shape: RecordShape,
  page: readonly Row[],
): Promise<string[]> {
  const uuids = new Map<string, Map<number, string>>()
  for (const { field, to } of shape.links) {
    const keys = page.map((row) => row[field]).filter((key): key is number => typeof key === 'number')
    uuids.set(field, await uuidsOf(reader, organization, to, keys))
  }
  const keys = page.map((row) => row.key)
  const tags =
    shape.type === 'customer'
      ? await reader.related(organization, 'customer', 'tags', keys, { sort: [{ field: 'key' }] })
      : undefined
  const lines =
    shape.type === 'order'
      ? await reader.related(organization, 'order', 'lines', keys, {
          sort: [{ field: 'position' }, { field: 'key' }],
        })
      : undefined
  const plain = plainFields(shape).map((field) => [field, memberOf(field)] as const)
  return page.map((row) => {
    const record: Record<string, unknown> = { type: shape.name }
    for (const field of ID_FIELDS) record[memberOf(field)] = row[field]
    for (const { member, field } of shape.links) {
      const uuid = uuids.get(field)?.get(row[field] as number)
      record[member] = uuid ? { uuid_id: uuid } : null
    }
    for (const [field, member] of plain) record[member] = row[field]
    if (tags) record.tags = tags.get(row.key)?.map((tag) => ({ uuid_id: tag.uuidId }))
    if (lines)
      record.lines = lines
        .get(row.key)
        ?.map((line) =>
          Object.fromEntries(
            LINE_FIELDS.map((field) => [memberOf(field), (line as Record<string, unknown>)[field]]),
          ),
        )
    return `${JSON.stringify(record)}\n`
  })
}
