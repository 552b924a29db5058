/**
 * Everything an organization keeps, as NDJSON: one record a line, by type and then by key, so that what a
 * record points to comes before it. Read page by page, so it takes no more memory for a larger store.
 */
import type { Reader, RecordStore } from '../core/ports.ts'
import {
  ID_FIELDS,
  LINE_FIELDS,
  memberOf,
  plainFields,
  type RecordShape,
  SHAPES,
} from './exchange/record-shapes.ts'

const PAGE = 500
type Row = Record<string, unknown> & { key: number }

/** Writes each page of lines; awaited, so that a slow reader slows the export. Gives the number of records. */
export function exportRecords(
  records: RecordStore,
  organization: number,
  write: (lines: string) => Promise<void> | void,
  onProgress: (exported: number) => void = () => {},
): Promise<number> {
  return records.snapshot(async (reader) => {
    let exported = 0
    for (const shape of SHAPES) {
      let last = 0
      for (;;) {
        const page = (await reader.list(organization, {
          type: shape.type,
          where: { op: 'gt', field: 'key', value: last },
          sort: [{ field: 'key' }],
          limit: PAGE,
        })) as unknown as Row[]
        const end = page.at(-1)
        if (!end) break
        await write((await linesOf(reader, organization, shape, page)).join(''))
        last = end.key
        exported += page.length
        onProgress(exported)
        if (page.length < PAGE) break
      }
    }
    return exported
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
    const values = [
      ...new Set(page.map((row) => row[field]).filter((key): key is number => typeof key === 'number')),
    ]
    const found =
      values.length === 0
        ? []
        : await reader.list(organization, {
            type: to,
            where: { op: 'in', field: 'key', values },
            sort: [],
            limit: values.length,
          })
    uuids.set(field, new Map(found.map(({ key, uuidId }) => [key, uuidId])))
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
