/** Imports that come in over the network. One runs at a time in an organization; the file goes when it ends, however it ends. */
import { createHash, randomUUID } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { CoreError } from '../../core/errors.ts'
import type { ImportAdmin, ImportFacts, NewImport } from '../../core/import-admin.ts'
import type { Clock, Organization, RecordStore } from '../../core/ports.ts'
import { readPiece } from '../../lib/file-piece.ts'
import { columnsOf } from './columns-of.ts'
import { COLUMNS_OF, createReaderOf, FORMATS, type Format } from './formats.ts'
import { importFile } from './import-file.ts'
import { createKeptImports, type KeptImport } from './kept-imports.ts'

export interface ImportAdminOptions {
  records: RecordStore
  organizations: { byKey(key: number): Promise<Organization | null> }
  /** Where files are kept, made on first use. */
  folder: string
  clock: Clock
  log: (level: 'info' | 'error', message: string, facts: Record<string, unknown>) => void
}

/** Others wait for one batch at most, where the store has one session. */
const BATCH = 100
export const MOST_BYTES = 2 * 1024 ** 3
/** Of each organization so many are remembered. */
const MOST_KEPT = 20
/** An upload that nothing was heard of for so long is given up. */
const UPLOAD_MS = 60 * 60_000

/** One that this server has, or remembers. */
interface Entry {
  kept: KeptImport
  /** The next part's number, and what the last one was. */
  next: number
  last: string
  heardAt: number
  /** What is done to it, one after the other. */
  queue: Promise<unknown>
  stopping: AbortController
  running: Promise<void> | null
}

class Stopped extends Error {}

export function createImportAdmin(options: ImportAdminOptions): ImportAdmin {
  const { clock } = options
  const kept = createKeptImports(options.folder)
  let loading: Promise<Map<string, Entry>> | null = null
  let closed = false

  const entries = () => {
    loading ??= kept.load().then((all) => new Map(all.map((one) => [one.id, entryOf(one)])))
    return loading
  }
  const entryOf = (one: KeptImport): Entry => ({
    kept: one,
    next: 0,
    last: '',
    heardAt: Date.now(),
    queue: Promise.resolve(),
    stopping: new AbortController(),
    running: null,
  })
  const now = () => clock().toISOString()

  async function mine(organization: number): Promise<Entry[]> {
    await tidy()
    return [...(await entries()).values()]
      .filter((entry) => entry.kept.organization === organization)
      .sort((a, b) => (a.kept.createdAt < b.kept.createdAt ? 1 : -1))
  }

  async function find(organization: number, id: string): Promise<Entry> {
    const entry = (await entries()).get(id)
    if (entry?.kept.organization !== organization)
      throw new CoreError('record-not-found', {}, 'there is no import of that id')
    return entry
  }

  async function remove(entry: Entry): Promise<void> {
    ;(await entries()).delete(entry.kept.id)
    await kept.remove(entry.kept.id)
  }

  /** Uploads that were left, and imports of organizations that are no more. */
  async function tidy(): Promise<void> {
    const all = [...(await entries()).values()]
    const gone = new Set<number>()
    for (const key of new Set(all.map((entry) => entry.kept.organization)))
      if (!(await options.organizations.byKey(key))) gone.add(key)
    for (const entry of all) {
      const isLeft = entry.kept.state === 'uploading' && Date.now() - entry.heardAt > UPLOAD_MS
      if (gone.has(entry.kept.organization)) entry.stopping.abort(new Stopped())
      if (isLeft || (gone.has(entry.kept.organization) && !entry.running)) await remove(entry)
    }
  }

  /** After what is being done to the entry. */
  function inTurn<T>(entry: Entry, work: () => Promise<T>): Promise<T> {
    const done = entry.queue.then(work)
    entry.queue = done.catch(() => {})
    return done
  }

  async function run(entry: Entry): Promise<void> {
    const own = entry.kept
    const { id, organization, format, mapping } = own
    // Real time: the clock may be one that a sandbox has set.
    const began = performance.now()
    const seconds = () => Math.round(performance.now() - began) / 1000
    try {
      const file = kept.fileOf(id)
      const reader = await createReaderOf(format as Format, file, mapping)
      const { rejectsFile, ...counts } = await importFile({
        records: options.records,
        organization,
        file,
        reader,
        rejectsFile: kept.rejectsOf(id),
        batchSize: BATCH,
        signal: entry.stopping.signal,
        onProgress: ({ totalBytes: _, ...progress }) => Object.assign(own, progress, { seconds: seconds() }),
      })
      Object.assign(own, counts, { state: 'done' })
    } catch (error) {
      const isStopped = error instanceof Stopped
      Object.assign(own, { state: isStopped ? 'stopped' : 'failed' })
      if (!isStopped) {
        own.error = reasonOf(error as Error)
        const reason = (error as { code?: string }).code ?? (error as Error).name
        options.log('error', 'an import failed', { organization, import: id, reason })
      }
    }
    own.hasRejects = await hasText(kept.rejectsOf(id))
    Object.assign(own, { seconds: seconds(), endedAt: now() })
    await kept.removeFile(id)
    await kept.save(own)
    const { read, created, updated, unchanged, rejected } = own
    const facts = { organization, import: id, state: own.state }
    options.log('info', 'imported', { ...facts, read, created, updated, unchanged, rejected })
  }

  return {
    formats: FORMATS.map((name) => ({ name, fields: COLUMNS_OF[name] && Object.keys(COLUMNS_OF[name]) })),
    async columns(format, beginning, mapping = {}) {
      const id = randomUUID()
      await kept.create(newKept(id, 0, { name: '', format, size: 0 }, kept.owner, now()))
      try {
        await writeFile(kept.fileOf(id), beginning)
        return await columnsOf(formatOf(format), kept.fileOf(id), mapping)
      } finally {
        await kept.remove(id)
      }
    },
    list: async (organization) => (await mine(organization)).map(shown),
    get: async (organization, id) => shown(await find(organization, id)),
    async open(organization, input) {
      const format = formatOf(input.format)
      if (input.mapping && !COLUMNS_OF[format])
        throw new CoreError('invalid-value', {}, `${format} has no columns to map`)
      if (input.size > MOST_BYTES)
        throw new CoreError('invalid-value', {}, `a file may have ${MOST_BYTES} bytes: use the command line`)
      const ended = (await mine(organization)).filter(({ kept: { endedAt } }) => endedAt !== null)
      for (const old of ended.slice(MOST_KEPT - 1)) await remove(old)
      const entry = entryOf(newKept(randomUUID(), organization, input, kept.owner, now()))
      await kept.create(entry.kept)
      ;(await entries()).set(entry.kept.id, entry)
      return shown(entry)
    },
    async part(organization, id, number, text) {
      const entry = await find(organization, id)
      return inTurn(entry, async () => {
        const { kept: own } = entry
        refuseUnless(own.state === 'uploading', 'this import takes no more parts')
        const hash = createHash('sha256').update(text).digest('hex')
        entry.heardAt = Date.now()
        // The answer to it was lost, so that it was sent again.
        if (number === entry.next - 1 && hash === entry.last) return shown(entry)
        refuseUnless(number === entry.next, `part ${entry.next} comes next, not ${number}`)
        const bytes = Buffer.byteLength(text)
        refuseUnless(
          own.received + bytes <= own.size,
          `the parts are longer than the ${own.size} bytes that were told`,
        )
        await kept.append(id, text)
        own.received += bytes
        Object.assign(entry, { next: entry.next + 1, last: hash })
        return shown(entry)
      })
    },
    async start(organization, id) {
      const entry = await find(organization, id)
      return inTurn(entry, async () => {
        const { kept: own } = entry
        refuseUnless(own.state === 'uploading', 'this import has been started')
        refuseUnless(own.received === own.size, `${own.received} of ${own.size} bytes have arrived`)
        refuseUnless(!closed, 'the server is stopping')
        const other = (await mine(organization)).find(({ kept: { state } }) => state === 'running')
        if (other)
          throw new CoreError(
            'not-unique',
            {},
            `${other.kept.name} is being imported: wait for it, or stop it`,
          )
        Object.assign(own, { state: 'running', startedAt: now() })
        await kept.save(own)
        entry.running = run(entry).finally(() => {
          entry.running = null
        })
        return shown(entry)
      })
    },
    async stop(organization, id) {
      const entry = await find(organization, id)
      return inTurn(entry, async () => {
        if (entry.kept.state === 'uploading') {
          await remove(entry)
          return { ...shown(entry), state: 'stopped', endedAt: now() }
        }
        entry.stopping.abort(new Stopped())
        await entry.running
        return shown(entry)
      })
    },
    async forget(organization, id) {
      const entry = await find(organization, id)
      refuseUnless(entry.kept.endedAt !== null, 'this import has not ended: stop it first')
      await remove(entry)
    },
    async rejects(organization, id, from) {
      await find(organization, id)
      const path = kept.rejectsOf(id)
      if (!(await hasText(path))) return { text: '', next: null }
      const { text, next } = await readPiece(path, Number(from ?? 0))
      return { text, next: next === null ? null : String(next) }
    },
    async close() {
      closed = true
      if (!loading) return
      for (const entry of (await loading).values()) {
        entry.stopping.abort(new Stopped())
        await entry.running
        if (entry.kept.state === 'uploading') await remove(entry)
      }
    },
  }
}

const newKept = (
  id: string,
  organization: number,
  { name, format, size, mapping = {} }: NewImport,
  owner: string,
  createdAt: string,
): KeptImport => ({
  id,
  organization,
  name,
  format,
  mapping,
  owner,
  state: 'uploading',
  size,
  received: 0,
  bytes: 0,
  read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  seconds: 0,
  hasRejects: false,
  error: null,
  createdAt,
  startedAt: null,
  endedAt: null,
})

const shown = ({ kept: { organization: _, mapping: __, owner: ___, ...facts } }: Entry): ImportFacts => ({
  ...facts,
})

function formatOf(name: string): Format {
  const found = FORMATS.find((format) => format === name)
  if (!found) throw new CoreError('invalid-value', {}, `format must be one of ${FORMATS.join(', ')}`)
  return found
}

function refuseUnless(holds: boolean, message: string): void {
  if (!holds) throw new CoreError('not-unique', {}, message)
}

/** Whoever reads it gave the file; what the store says is for the log. */
const reasonOf = (error: Error): string => {
  const { code } = error as { code?: string }
  if (error instanceof CoreError) return error.message
  return code === undefined ? error.message : `the server failed to read it in (${code})`
}

const hasText = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ size }) => size > 0,
    () => false,
  )
