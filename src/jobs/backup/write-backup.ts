/** A whole store in one file, while others read and write it. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-store.ts'
import { type BackupEnd, type BackupHeader, FORMAT, ownVersion } from './format.ts'

export interface BackupOptions {
  store: Pick<Store, 'dump' | 'schema'> & { credentials: Pick<Store['credentials'], 'anySealed'> }
  /** Where it is put when it is whole, in place of what is there. */
  file: string
  /** Goes into the file as it is. */
  secretKey: string | null
  clock: Clock
  onRows?: (rows: number) => void
  /** Aborted: nothing is left behind. */
  signal?: AbortSignal
}

export interface Backup {
  tables: number
  rows: number
  /** Of the file. */
  bytes: number
}

/**
 * Until it is whole the backup is in a folder beside the file, whose name ends in `.part`, for its owner alone; one that is
 * left was interrupted, and may be removed.
 */
export async function writeBackup(options: BackupOptions): Promise<Backup> {
  const { file } = options
  const part = await mkdtemp(join(dirname(file), `.${basename(file)}.part-`))
  try {
    const draft = join(part, 'backup')
    const counts = await writeDraft(draft, join(part, 'store'), options)
    options.signal?.throwIfAborted()
    await rename(draft, file)
    return { ...counts, bytes: (await stat(file)).size }
  } finally {
    await rm(part, { recursive: true, force: true })
  }
}

async function writeDraft(
  draft: string,
  scratch: string,
  { store, secretKey, clock, onRows, signal }: BackupOptions,
): Promise<{ tables: number; rows: number }> {
  const gzip = createGzip({ level: 3 })
  const out = createWriteStream(draft, { mode: 0o600, flags: 'wx' })
  const written = finished(gzip.pipe(out))
  // It fails the write that waits, or the end: whoever waits for neither at that moment must not end the process.
  written.catch((error) => gzip.destroy(error))
  gzip.on('error', () => {})
  const hash = createHash('sha256')
  const write = async (lines: string) => {
    signal?.throwIfAborted()
    hash.update(lines)
    if (!gzip.write(lines)) await Promise.race([once(gzip, 'drain'), written])
  }
  try {
    const sealed = await store.credentials.anySealed()
    const header: BackupHeader = {
      clientele_backup: FORMAT,
      version: await ownVersion(),
      created_at: clock().toISOString(),
      schema: await store.schema(),
      ...(sealed === null ? {} : { sealed }),
      ...(secretKey === null ? {} : { secret_key: secretKey }),
    }
    await write(`${JSON.stringify(header)}\n`)
    const counts = await store.dump(write, scratch, onRows)
    const end: BackupEnd = { end: true, ...counts, sha256: hash.digest('hex') }
    gzip.end(`${JSON.stringify(end)}\n`)
    await written
    await synced(draft)
    return counts
  } catch (error) {
    gzip.destroy()
    out.destroy()
    throw error
  }
}

/** Before it gets its name it is on the disk. */
async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
