/**
 * The folder in which a server keeps the imports that came over the network: for each a folder of its own with the file
 * (while it is needed), what was rejected, and what is known of it. Only its owner may read them: they tell of persons.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CoreError } from '../../core/errors.ts'
import type { ImportFacts } from '../../core/import-admin.ts'
import { hasEnded } from '../sync/lease.ts'

export interface KeptImport extends ImportFacts {
  organization: number
  /** The organization by what another store does not have: two of them may keep their files in one folder. */
  of: string
  mapping: Readonly<Record<string, string>>
  /** Host and process of the server that has it. */
  owner: string
}

const FACTS = 'facts.json'
/** The server that had it may have ended in the middle of writing. */
const DRAFT = 'facts.new'

type Log = (level: 'error', message: string, facts: Record<string, unknown>) => void

export function createKeptImports(folder: string, log: Log) {
  const own = (id: string, file: string) => join(folder, id, file)
  const fileOf = (id: string) => own(id, 'file')
  /** Whole or not at all, also where the machine stops in the middle. */
  const save = async (kept: KeptImport) => {
    const draft = await open(own(kept.id, DRAFT), 'w', 0o600)
    try {
      await draft.writeFile(JSON.stringify(kept))
      await draft.sync()
    } finally {
      await draft.close()
    }
    await rename(own(kept.id, DRAFT), own(kept.id, FACTS))
  }
  const removeFile = (id: string) => rm(fileOf(id), { force: true })
  const remove = (id: string) => rm(join(folder, id), { recursive: true, force: true })

  return {
    owner: `${hostname()} ${process.pid}`,
    fileOf,
    rejectsOf: (id: string) => own(id, 'rejects.ndjson'),
    create: (kept: KeptImport): Promise<void> =>
      keeping(async () => {
        await mkdir(join(folder, kept.id), { recursive: true, mode: 0o700 })
        await writeFile(fileOf(kept.id), '', { mode: 0o600 })
        await save(kept)
      }),
    /** Puts the text at that byte: what an earlier try left behind it goes. */
    write: (id: string, text: string, at: number): Promise<void> =>
      keeping(async () => {
        const bytes = Buffer.from(text)
        const file = await open(fileOf(id), 'r+')
        try {
          await file.truncate(at)
          for (let done = 0; done < bytes.length; )
            done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
        } finally {
          await file.close()
        }
      }),
    sizeOf: (id: string): Promise<number> => keeping(async () => (await stat(fileOf(id))).size),
    /** Milliseconds; now where nobody can tell. */
    savedAt: (id: string): Promise<number> =>
      stat(own(id, FACTS)).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ),
    save: (kept: KeptImport): Promise<void> => keeping(() => save(kept)),
    removeFile,
    remove,
    /** What earlier servers left: a file of theirs that nobody reads any more goes. */
    async load(): Promise<KeptImport[]> {
      const ids = await readdir(folder).catch(nothingThere([]))
      const found = await Promise.all(ids.map((id) => loadOne(id).catch((error) => unreadable(id, error))))
      return found.filter((one) => one !== null)
    },
  }

  function unreadable(id: string, error: NodeJS.ErrnoException): null {
    log('error', 'an import that was kept cannot be read', { import: id, reason: error.code ?? error.name })
    return null
  }

  async function loadOne(id: string): Promise<KeptImport | null> {
    const text = await readFile(own(id, FACTS), 'utf8').catch(nothingThere(null))
    if (text === null) return null
    const kept: KeptImport = JSON.parse(text)
    if (kept.state !== 'running' && kept.state !== 'uploading') return kept
    // Another server on the same folder has it.
    if (!hasEnded(kept.owner)) return null
    await removeFile(id)
    if (kept.state === 'uploading') {
      await remove(id)
      return null
    }
    const stopped: KeptImport = { ...kept, state: 'stopped', endedAt: kept.endedAt ?? kept.startedAt }
    await save(stopped)
    return stopped
  }
}

async function keeping<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CoreError('invalid-value', {}, `the server cannot keep files in its data folder: ${code}`)
  }
}

const nothingThere =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead
    throw error
  }

/** A process of this host that still has it. */
export const isHeld = (owner: string): boolean => owner.startsWith(`${hostname()} `) && !hasEnded(owner)
