/** Imports that come in over the network. One runs at a time in an organization; the file goes when it ends, however it ends. */
import { createHash, randomUUID } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { CoreError } from '../../core/errors.ts'
import type { ImportAdmin, ImportFacts } from '../../core/import-admin.ts'
import type { Clock, Organization, RecordStore } from '../../core/ports.ts'
import { readPiece } from '../../lib/file-piece.ts'
import { columnsOf } from './columns-of.ts'
import { COLUMNS_OF, createReaderOf, FORMATS, type Format } from './formats.ts'
import { importFile } from './import-file.ts'
import { createKeptImports, isHeld, type KeptImport } from './kept-imports.ts'
import { nameOf, newKept } from './new-kept.ts'

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
/** And so many may be on their way here at once. */
const MOST_UPLOADS = 5
/** An upload that nothing was heard of for so long is given up. */
const UPLOAD_MS = 60 * 60_000
/** What no organization of this store has may be another store's; after so long it goes. */
const STRANGER_MS = 7 * 24 * UPLOAD_MS

/** One that this server has, or remembers. */
interface Entry {
  kept: KeptImport
  /** Its organization is, or was, one of this store. */
  isOurs: boolean
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
  const kept = createKeptImports(options.folder, options.log)
  let loading: Promise<Map<string, Entry>> | null = null
  let closed = false

  const entries = () => {
    loading ??= load().catch((error) => {
      loading = null
      throw error
    })
    return loading
  }
  async function load(): Promise<Map<string, Entry>> {
    const all = await kept.load()
    const known = await organizationsOf(all)
    const found = all.map((one) => entryOf(one, known.get(one.organization) === one.of))
    for (const { kept: own, isOurs } of found) {
      if (!isOurs || isHeld(own.owner)) continue
      own.owner = kept.owner
      await kept.save(own).catch((error) => logUntidy(own, error))
    }
    return new Map(found.map((entry) => [entry.kept.id, entry]))
  }
  const entryOf = (one: KeptImport, isOurs: boolean): Entry => ({
    kept: one,
    isOurs,
    next: 0,
    last: '',
    heardAt: Date.now(),
    queue: Promise.resolve(),
    stopping: new AbortController(),
    running: null,
  })
  /** By their keys, as an import names them; those that are no more are missing. */
  async function organizationsOf(all: readonly KeptImport[]): Promise<Map<number, string>> {
    const found = new Map<number, string>()
    for (const key of new Set(all.map(({ organization }) => organization))) {
      const organization = await options.organizations.byKey(key)
      if (organization) found.set(key, nameOf(organization))
    }
    return found
  }
  const now = () => clock().toISOString()

  async function mine(organization: number): Promise<Entry[]> {
    await tidy()
    return present(organization)
  }
  const present = async (organization: number): Promise<Entry[]> =>
    [...(await entries()).values()]
      .filter((entry) => entry.isOurs && entry.kept.organization === organization)
      .sort((a, b) => (a.kept.createdAt < b.kept.createdAt ? 1 : -1))

  async function find(organization: number, id: string): Promise<Entry> {
    const entry = (await entries()).get(id)
    if (!entry?.isOurs || entry.kept.organization !== organization)
      throw new CoreError('record-not-found', {}, 'there is no import of that id')
    return entry
  }

  async function remove(entry: Entry): Promise<void> {
    // First, so that what cannot be removed is tried again.
    await kept.remove(entry.kept.id)
    ;(await entries()).delete(entry.kept.id)
  }

  /** Uploads that were left, and imports of organizations that are no more. */
  async function tidy(): Promise<void> {
    const all = [...(await entries()).values()]
    const known = await organizationsOf(all.map((entry) => entry.kept))
    const isLeft = ({ kept: { state }, heardAt }: Entry) =>
      state === 'uploading' && Date.now() - heardAt > UPLOAD_MS
    for (const entry of all) {
      const isGone = known.get(entry.kept.organization) !== entry.kept.of
      const isOver = isGone && (entry.isOurs || (await isForgotten(entry.kept)))
      if (isOver) entry.stopping.abort(new Stopped())
      if (!isOver && !isLeft(entry)) continue
      await drop(entry, isOver ? undefined : isLeft).catch((error) => logUntidy(entry.kept, error))
    }
  }

  /** By the file, since what it tells may be of a clock that a sandbox has set. */
  const isForgotten = async ({ id, owner }: KeptImport): Promise<boolean> =>
    !isHeld(owner) && Date.now() - (await kept.savedAt(id)) > STRANGER_MS

  /** Once nothing is done to it any more, unless it has become another meanwhile. */
  const drop = (entry: Entry, isStill: (entry: Entry) => boolean = () => true): Promise<void> =>
    inTurn(entry, async () => {
      if (!isStill(entry)) return
      await entry.running
      await remove(entry)
    })

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
    await end(own, seconds())
    const { read, created, updated, unchanged, rejected } = own
    const facts = { organization, import: id, state: own.state }
    options.log('info', 'imported', { ...facts, read, created, updated, unchanged, rejected })
  }

  /** It has ended, whether its files can be put in order or not. */
  async function end(own: KeptImport, seconds = own.seconds): Promise<void> {
    const failed = (error: Error) => logUntidy(own, error)
    await kept.removeFile(own.id).catch(failed)
    Object.assign(own, { seconds, endedAt: now() })
    await kept.save(own).catch(failed)
  }

  function logUntidy({ organization, id }: KeptImport, error: Error): void {
    const reason = (error as { code?: string }).code ?? error.name
    options.log('error', 'what an import left cannot be put in order', { organization, import: id, reason })
  }

  return {
    formats: FORMATS.map((name) => ({ name, fields: COLUMNS_OF[name] && Object.keys(COLUMNS_OF[name]) })),
    async columns(format, beginning, mapping = {}) {
      const id = randomUUID()
      await kept.create(newKept(id, { key: 0, of: '' }, { name: '', format, size: 0 }, kept.owner, now()))
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
      refuseUnless(!closed, 'the server is stopping')
      const all = await mine(organization)
      for (const old of all.filter(({ kept: { endedAt } }) => endedAt !== null).slice(MOST_KEPT - 1))
        await drop(old)
      const found = await options.organizations.byKey(organization)
      if (!found) throw new CoreError('record-not-found', {}, 'the organization is no more')
      const known = await entries()
      const uploads = (await present(organization)).filter(({ kept: { state } }) => state === 'uploading')
      refuseUnless(
        uploads.length < MOST_UPLOADS,
        `${MOST_UPLOADS} files are being sent already: start one, or stop one (each is given up an hour after its last part)`,
      )
      const of = { key: organization, of: nameOf(found) }
      const entry = entryOf(newKept(randomUUID(), of, input, kept.owner, now()), true)
      // Counted from here on, so that several at once are not too many.
      known.set(entry.kept.id, entry)
      try {
        await kept.create(entry.kept)
      } catch (error) {
        await remove(entry).catch((failed) => logUntidy(entry.kept, failed))
        known.delete(entry.kept.id)
        throw error
      }
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
        await kept.write(id, text, own.received)
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
        const size = await kept.sizeOf(id)
        refuseUnless(size === own.size, `the file has ${size} bytes here, not ${own.size}: send it again`)
        const other = (await present(organization)).find(({ kept: { state } }) => state === 'running')
        if (other)
          throw new CoreError(
            'not-unique',
            {},
            `${other.kept.name} is being imported: wait for it, or stop it`,
          )
        Object.assign(own, { state: 'running', startedAt: now() })
        try {
          await kept.save(own)
        } catch (error) {
          Object.assign(own, { state: 'uploading', startedAt: null })
          throw error
        }
        entry.running = run(entry)
          .catch((error) => logUntidy(own, error))
          .finally(() => {
            entry.running = null
          })
        return shown(entry)
      })
    },
    async stop(organization, id) {
      const entry = await find(organization, id)
      return inTurn(entry, async () => {
        const { kept: own } = entry
        if (own.state === 'uploading') {
          await remove(entry)
          return { ...shown(entry), state: 'stopped', endedAt: now() }
        }
        entry.stopping.abort(new Stopped())
        await entry.running
        if (own.endedAt === null) {
          own.state = 'stopped'
          await end(own)
        }
        return shown(entry)
      })
    },
    async forget(organization, id) {
      const entry = await find(organization, id)
      const hasEnded = () => entry.kept.endedAt !== null
      refuseUnless(hasEnded(), 'this import has not ended: stop it first')
      await drop(entry, hasEnded)
    },
    async rejects(organization, id, from) {
      await find(organization, id)
      const path = kept.rejectsOf(id)
      if (!(await hasText(path))) return { text: '', next: null }
      const { text, next } = await readPiece(path, Number(from ?? 0))
      return { text, next: next === null ? null : String(next) }
    },
    tidy,
    async close() {
      closed = true
      if (!loading) return
      const all = [...(await loading).values()]
      for (const entry of all) entry.stopping.abort(new Stopped())
      for (const entry of all)
        await inTurn(entry, async () => {
          await entry.running
          if (entry.kept.state === 'uploading') await remove(entry)
        }).catch((error) => logUntidy(entry.kept, error))
    },
  }
}

const shown = ({
  kept: { organization: _, of: __, mapping: ___, owner: ____, ...facts },
}: Entry): ImportFacts => ({
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
