/**
 * One folder in memory for all the temporary files of a run, gone afterwards; where there is no room for them
 * they stay where the system puts them. An embedded store is forty megabytes in a thousand files: on a disk its
 * copies cost more than its tests.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

const IN_MEMORY = '/dev/shm'
/** Then the process that runs the tests. */
const PREFIX = 'clientele-run-'
/** Many times what was ever in use at once. */
const ROOM_BYTES = 4 * 2 ** 30

export default function setup(project: TestProject): (() => void) | undefined {
  if (!hasRoom()) return undefined
  removeLeft()
  const folder = mkdtempSync(join(IN_MEMORY, `${PREFIX}${process.pid}-`))
  // PostgreSQL may run as a user of its own, and has to get at its folder in here.
  chmodSync(folder, 0o711)
  // For what the set-ups after this one start, and for the processes of the tests.
  process.env.TMPDIR = folder
  project.config.env = { ...project.config.env, TMPDIR: folder }
  return () => rmSync(folder, { recursive: true, force: true })
}

/** What runs left behind that were ended by force. */
function removeLeft(): void {
  for (const name of readdirSync(IN_MEMORY)) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? []
    if (pid && !isAlive(Number(pid))) rmSync(join(IN_MEMORY, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return bavail * bsize >= ROOM_BYTES && freemem() >= 2 * ROOM_BYTES
  } catch {
    return false
  }
}
