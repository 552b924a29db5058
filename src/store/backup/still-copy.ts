/**
 * A copy of an embedded store that another process serves. Its engine has one session: reading everything through it would
 * stop the server for as long as that takes. So it is held only while the files are copied, and the copy is read.
 */
import { constants } from 'node:fs'
import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { connect, type Database, rows } from '../database.ts'
import { openEngine } from '../embedded/engine.ts'

/** Whoever holds the session and says nothing for a minute is cut off (embedded/serve-socket.ts). */
const SIGN_OF_LIFE_MS = 10_000

/** `folder` is the store's, `scratch` one that is not there yet, on a disk with room for another; it is removed. */
export async function withStillCopy<T>(
  database: Database,
  folder: string,
  scratch: string,
  work: (copy: Database) => Promise<T>,
): Promise<T> {
  await mkdir(scratch, { mode: 0o700 })
  try {
    await copyHeld(database, join(folder, 'pg'), join(scratch, 'pg'))
    const engine = await openEngine({ folder: scratch, durable: false, exclusive: true, small: true })
    try {
      const copy = connect({ socketFolder: engine.socketFolder, connections: 1 })
      return await work(copy.database).finally(copy.close)
    } finally {
      await engine.close()
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Inside a transaction nobody else has the session, and after a checkpoint all that was committed is in the files. */
const copyHeld = (database: Database, from: string, to: string): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    await rows(transaction, sql`checkpoint`)
    const alive = setInterval(() => void rows(transaction, sql`select 1`).catch(() => {}), SIGN_OF_LIFE_MS)
    try {
      await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE })
    } finally {
      clearInterval(alive)
    }
  })
