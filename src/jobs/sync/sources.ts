/** The servers that an organization is synced from, as the store keeps them. */
import type { RecordStore } from '../../core/ports.ts'
import type { RecordOf } from '../../core/schema.ts'

export type Source = RecordOf<'source'>

export interface SourceInput {
  name: string
  dialect: string
  /** Origin and path prefix, without a slash at the end. */
  baseUrl: string
}

export const SYNC_ACTOR = (source: string) => ({ kind: 'sync', source })

/** The source of that name, made where there is none; its address is brought up to date. */
export async function openSource(
  records: RecordStore,
  organization: number,
  { name, dialect, baseUrl }: SourceInput,
): Promise<Source> {
  return records.write(organization, SYNC_ACTOR(name), async (writer) => {
    await writer.exclusive('sources')
    const found = await writer.find(organization, 'source', 'name', name)
    if (found) return writer.update('source', found.key, { dialect, baseUrl })
    const [created] = await writer.create('source', [{ name, dialect, baseUrl }])
    return created as Source
  })
}
