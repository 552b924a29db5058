/**
 * One folder for all the temporary files of a run, in memory where there is room for them, and gone afterwards.
 * An embedded store is forty megabytes in a thousand files: on a disk its copies cost more than its tests.
 */
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

const IN_MEMORY = '/dev/shm'
/** Many times what was ever in use at once. */
const ROOM_BYTES = 4 * 2 ** 30

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(hasRoom() ? IN_MEMORY : tmpdir(), 'clientele-run-'))
  // PostgreSQL may run as a user of its own, and has to get at its folder in here.
  chmodSync(folder, 0o711)
  // For what the set-ups after this one start, and for the processes of the tests.
  process.env.TMPDIR = folder
  project.config.env = { ...project.config.env, TMPDIR: folder }
  return () => rmSync(folder, { recursive: true, force: true })
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return bavail * bsize >= ROOM_BYTES && freemem() >= 2 * ROOM_BYTES
  } catch {
    return false
  }
}
