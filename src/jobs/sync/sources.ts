/** The servers that an organization is synced from, as the store keeps them. */
import type { RecordStore, Writer } from '../../core/ports.ts'
import { where } from '../../core/query.ts'
import type { JsonObject, RecordOf } from '../../core/schema.ts'
import { forgetHeld } from './held-items.ts'
import { sameJson } from './merge/given.ts'
import { sourcesNamed } from './merge/rules.ts'
import { SyncRefused } from './refused.ts'

export type Source = RecordOf<'source'>

export interface SourceInput {
  name: string
  dialect: string
  /** Origin and path prefix, without a slash at the end. */
  baseUrl: string
  /** How its customers find those of other sources; as it was where it is left out, at first `verified-email`. */
  linkBy?: LinkBy
  /** Who wins, field by field, for all sources of the organization (merge/rules.ts); as it was where it is left out. */
  rules?: JsonObject
}

export const LINK_BY = ['verified-email', 'email', 'none'] as const
export type LinkBy = (typeof LINK_BY)[number]

export const SYNC_ACTOR = (source: string) => ({ kind: 'sync', source })

const MOST_SOURCES = 100_000

export const findSource = (
  records: RecordStore,
  organization: number,
  name: string,
): Promise<Source | null> => records.find(organization, 'source', 'name', name)

/** Also a run that writes nothing asks no server of another platform. */
export function refuseOtherDialect(known: Source | null, dialect: string): void {
  if (known && known.dialect !== dialect)
    throw new SyncRefused(
      `the source ${known.name} is a ${known.dialect} server: give this one another name (--name)`,
    )
}

/** A name that is misspelt would let somebody else win, without a word. */
function refuseUnknown(rules: JsonObject, known: readonly string[]): void {
  const unknown = sourcesNamed(rules).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new SyncRefused(
      `the rules name ${JSON.stringify(unknown)}, which is no source of this organization (it has ${known.join(', ')}): sync from it once before, or name another`,
    )
}

const NOT_SCHEDULED = { everySeconds: null, sealedCredential: null, nextRunAt: null }

/** What a source keeps is for the server that it was given for: null where nothing is kept, a refusal where it is another one. */
export function keptCredential(known: Source | null, baseUrl: string): string | null {
  if (!known?.sealedCredential) return null
  if (known.baseUrl !== baseUrl)
    throw new SyncRefused(
      `the address is another one: give the credential (${known.name} keeps that of ${known.baseUrl})`,
    )
  return known.sealedCredential
}

/** The source of that name, made where there is none; its address is brought up to date; at another one nothing is scheduled. */
export async function openSource(
  records: RecordStore,
  organization: number,
  { name, dialect, baseUrl, ...asked }: SourceInput,
): Promise<Source> {
  return records.write(organization, SYNC_ACTOR(name), async (writer) => {
    await writer.exclusive('sources')
    const found = await writer.find(organization, 'source', 'name', name)
    refuseOtherDialect(found, dialect)
    const others = await writer.list(organization, {
      type: 'source',
      where: where('source').ne('name', name),
      sort: [{ field: 'key' }],
      limit: MOST_SOURCES,
    })
    const { linkBy, rules = others[0]?.rules } = asked
    if (asked.rules) refuseUnknown(asked.rules, [name, ...others.map((other) => other.name)].sort())
    // What was decided by other rules, or could not be linked, is shown again by a run that reads everything only.
    const ruled = (source: Source) =>
      asked.rules && !sameJson(source.rules, asked.rules) ? { rules: asked.rules, since: null } : {}
    for (const other of others) await writer.update('source', other.key, ruled(other))
    const own = { baseUrl, ...(linkBy ? { linkBy } : {}) }
    if (found)
      return writer.update('source', found.key, {
        ...own,
        // What was given for one server is not sent to another.
        ...(found.baseUrl === baseUrl ? {} : NOT_SCHEDULED),
        ...(linkBy && linkBy !== found.linkBy ? { since: null } : {}),
        ...ruled(found),
      })
    const [created] = await writer.create('source', [{ name, dialect, ...own, ...(rules ? { rules } : {}) }])
    return created as Source
  })
}

/**
 * Forgets how far the source was read, and which record there is which one here. The records stay: the next run finds
 * those that the source still shows by their public ids, and what it shows no more is never removed for its sake.
 */
export async function resetSource(
  records: RecordStore,
  organization: number,
  source: Source,
): Promise<Source> {
  const write = <T>(work: (writer: Writer) => Promise<T>) =>
    records.write(organization, SYNC_ACTOR(source.name), work, { silent: true })
  const forgotten = await write(async (writer) => {
    await forgetHeld(writer, organization, source.key, 'waiting')
    await forgetHeld(writer, organization, source.key, 'rejected')
    return writer.update('source', source.key, {
      position: null,
      since: null,
      runKind: null,
      runStartedAt: null,
      counts: {},
      lastRun: null,
      lastError: null,
    })
  })
  for (;;) {
    const some = await records.list(organization, {
      type: 'sourceRecord',
      where: where('sourceRecord').eq('sourceKey', source.key),
      sort: [{ field: 'key' }],
      limit: 2000,
    })
    if (some.length === 0) return forgotten
    await write((writer) =>
      writer.remove(
        'sourceRecord',
        some.map(({ key }) => key),
      ),
    )
  }
}

/** A number of seconds: it is synced so often by a running server, with that sealed credential; null: no more. */
export async function scheduleSource(
  records: RecordStore,
  organization: number,
  source: Pick<Source, 'key' | 'name' | 'baseUrl'>,
  schedule: { everySeconds: number; sealedCredential: string; nextRunAt: Date } | null,
): Promise<void> {
  await records.write(
    organization,
    SYNC_ACTOR(source.name),
    async (writer) => {
      await writer.lock('source', source.key)
      const found = await writer.find(organization, 'source', 'key', source.key)
      if (schedule && found?.baseUrl !== source.baseUrl)
        throw new SyncRefused(`the address of ${source.name} has just been changed: schedule it again`)
      await writer.update('source', source.key, schedule ?? NOT_SCHEDULED)
    },
    { silent: true },
  )
}
