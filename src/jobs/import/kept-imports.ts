/**
 * The folder in which a server keeps the imports that came over the network: for each a folder of its own with the file
 * (while it is needed), what was rejected, and what is known of it. Only its owner may read them: they tell of persons.
 */
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CoreError } from '../../core/errors.ts'
import type { ImportFacts } from '../../core/import-admin.ts'
import { hasEnded } from '../sync/lease.ts'

export interface KeptImport extends ImportFacts {
  organization: number
  mapping: Readonly<Record<string, string>>
  /** Host and process of the server that has it. */
  owner: string
}

const FACTS = 'facts.json'
/** The server that had it may have ended in the middle of writing. */
const DRAFT = 'facts.new'

export function createKeptImports(folder: string) {
  const own = (id: string, file: string) => join(folder, id, file)
  const fileOf = (id: string) => own(id, 'file')
  const save = async (kept: KeptImport) => {
    await writeFile(own(kept.id, DRAFT), JSON.stringify(kept), { mode: 0o600 })
    await rename(own(kept.id, DRAFT), own(kept.id, FACTS))
  }
  const removeFile = (id: string) => rm(fileOf(id), { force: true })
  const remove = (id: string) => rm(join(folder, id), { recursive: true, force: true })

  return {
    owner: `${hostname()} ${process.pid}`,
    fileOf,
    rejectsOf: (id: string) => own(id, 'rejects.ndjson'),
    async create(kept: KeptImport): Promise<void> {
      try {
        await mkdir(join(folder, kept.id), { recursive: true, mode: 0o700 })
        await writeFile(fileOf(kept.id), '', { mode: 0o600 })
        await save(kept)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        throw new CoreError('invalid-value', {}, `the server cannot keep files in its data folder: ${code}`)
      }
    },
    append: (id: string, text: string) => appendFile(fileOf(id), text),
    save,
    removeFile,
    remove,
    /** What earlier servers left: a file of theirs that nobody reads any more goes. */
    async load(): Promise<KeptImport[]> {
      const ids = await readdir(folder).catch(() => [])
      const found = await Promise.all(ids.map((id) => loadOne(id)))
      return found.filter((one) => one !== null)
    },
  }

  async function loadOne(id: string): Promise<KeptImport | null> {
    const text = await readFile(own(id, FACTS), 'utf8').catch(() => null)
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
