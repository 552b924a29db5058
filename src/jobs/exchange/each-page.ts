/** Reads all records of a type page by page, in the order of their keys, so that no store is too large. */
import type { Reader } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'

const PAGE = 500

export type Row = Record<string, unknown> & { key: number }

/** Calls `work` with each page; it is awaited, so that a slow receiver slows the reading. */
export async function eachPage(
  reader: Reader,
  organization: number,
  type: RecordType,
  work: (page: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let last = 0; ; ) {
    const page = (await reader.list(organization, {
      type,
      where: { op: 'gt', field: 'key', value: last },
      sort: [{ field: 'key' }],
      limit: PAGE,
    })) as unknown as Row[]
    const end = page.at(-1)
    if (!end) return
    await work(page)
    last = end.key
    if (page.length < PAGE) return
  }
}
