/** The key under which signing secrets are encrypted: CLIENTELE_SECRET_KEY, else the embedded store's own file. */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal, WrongUsage } from './explain.ts'

/** `folder` is the embedded store's; null for a PostgreSQL server, which has no file of its own. */
export async function secretKey(folder: string | null): Promise<string> {
  const given = process.env.CLIENTELE_SECRET_KEY
  if (given !== undefined) {
    if (given.length < 16)
      throw new WrongUsage('CLIENTELE_SECRET_KEY is too short: at least 16 characters are allowed')
    return given
  }
  if (!folder)
    throw new Refusal(
      'set CLIENTELE_SECRET_KEY (at least 16 characters): it encrypts what signs in a shared database',
    )
  const file = join(folder, 'secret.key')
  // `wx`: of two processes that start at once only one makes the file.
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  return (await readFile(file, 'utf8')).trim()
}
