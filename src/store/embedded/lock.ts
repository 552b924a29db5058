/**
 * One owner for one data folder. PGlite lets two processes open the same folder and diverge in silence
 * (electric-sql/pglite issue 1106), so the folder is guarded by files beside it: `lock.1`, `lock.2`, …
 * The highest number is the owner's. It counts as free only when its process is gone (or another process
 * has its number: the start time differs) or it said that it released it; never because of its age.
 * A newcomer creates the next number, which succeeds for one process only, and the highest file is never
 * deleted, so that a slow newcomer can never create a number that was used before.
 */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { link, mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface LockOwner {
  pid: number
  started: string
  /** Folder of the Unix socket behind which the owner serves the database; empty until it does. */
  socketFolder: string
  released: boolean
}

export type Lock = {
  /** Tells other processes where the database is served. */
  announce(socketFolder: string): Promise<void>
  release(): Promise<void>
}

/** The lock, or who holds it. */
export async function acquireLock(folder: string): Promise<{ lock: Lock } | { owner: LockOwner }> {
  await mkdir(folder, { recursive: true })
  const mine: LockOwner = {
    pid: process.pid,
    started: startTime(process.pid) ?? '',
    socketFolder: '',
    released: false,
  }
  for (;;) {
    const highest = await highestNumber(folder)
    if (highest > 0) {
      const owner = await readOwner(folder, highest)
      if (!owner) continue
      if (isLive(owner)) return { owner }
    }
    const number = highest + 1
    if (!(await createComplete(folder, number, mine))) continue
    // A slow newcomer may have re-created a number that was used and passed since it looked.
    if ((await highestNumber(folder)) !== number) {
      await unlink(fileOf(folder, number)).catch(() => {})
      continue
    }
    await removeOlder(folder, number)
    return { lock: createLock(folder, number, mine) }
  }
}

/** Who holds the folder now, or null. */
export async function lockOwner(folder: string): Promise<LockOwner | null> {
  const highest = await highestNumber(folder)
  const owner = highest > 0 ? await readOwner(folder, highest) : null
  return owner && isLive(owner) ? owner : null
}

function createLock(folder: string, number: number, mine: LockOwner): Lock {
  const rewrite = async (owner: LockOwner) => {
    const draft = draftOf(folder)
    await writeFile(draft, JSON.stringify(owner), { mode: 0o600 })
    await rename(draft, fileOf(folder, number))
  }
  return {
    announce: (socketFolder) => {
      mine.socketFolder = socketFolder
      return rewrite(mine)
    },
    release: () => rewrite({ ...mine, released: true }),
  }
}

const fileOf = (folder: string, number: number) => join(folder, `lock.${number}`)
let drafts = 0
const draftOf = (folder: string) => join(folder, `.lock-draft-${process.pid}-${Date.now()}-${drafts++}`)

async function highestNumber(folder: string): Promise<number> {
  return Math.max(0, ...(await lockNumbers(folder)))
}

async function lockNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names.flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? []).map(Number)
}

async function removeOlder(folder: string, number: number): Promise<void> {
  for (const older of await lockNumbers(folder))
    if (older < number) await unlink(fileOf(folder, older)).catch(() => {})
}

/** Creates the file with its content in one step: linking fails when the name exists. */
async function createComplete(folder: string, number: number, owner: LockOwner): Promise<boolean> {
  const draft = draftOf(folder)
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 })
  try {
    await link(draft, fileOf(folder, number))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await unlink(draft)
  }
}

async function readOwner(folder: string, number: number): Promise<LockOwner | null> {
  try {
    return JSON.parse(await readFile(fileOf(folder, number), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    // A lock appears with its whole content; only a machine that went down can have left less, and its owner.
    if (error instanceof SyntaxError) return { pid: 0, started: '', socketFolder: '', released: true }
    throw error
  }
}

/** In doubt it lives: where a start time cannot be told, that of the owner is empty, too. */
function isLive(owner: LockOwner): boolean {
  if (owner.released || !exists(owner.pid)) return false
  return (startTime(owner.pid) ?? '') === owner.started
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** When the process started, in the system's own unit; undefined when that cannot be told. */
function startTime(pid: number): string | undefined {
  try {
    // Field 22 of stat, counted after the command name, which may itself hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? 'ended' : fields[19]
  } catch {
    return processStartByPs(pid)
  }
}

/** Systems without /proc. */
function processStartByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}
