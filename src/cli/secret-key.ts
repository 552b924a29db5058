/**
 * The keys under which signing secrets are encrypted: CLIENTELE_SECRET_KEY, else those in a file, one a line: the one that
 * CLIENTELE_SECRET_KEY_FILE names, else the embedded store's own. The first seals, each opens (docs/keys.md).
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { link, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoreKeys } from '../auth/secrets.ts'
import { Refusal, WrongUsage } from './explain.ts'

export const OWN_KEY_FILE = 'secret.key'
const LEAST = 16

export interface KeySource {
  keys: StoreKeys
  /** Null where they are in the environment. */
  file: string | null
}

/** Where whoever runs the server finds them. */
export const keyPlace = (folder: string | null): string =>
  process.env.CLIENTELE_SECRET_KEY !== undefined || (!process.env.CLIENTELE_SECRET_KEY_FILE && !folder)
    ? 'CLIENTELE_SECRET_KEY'
    : (process.env.CLIENTELE_SECRET_KEY_FILE ?? join(folder ?? '', OWN_KEY_FILE))

/** `folder` is the embedded store's; null for a PostgreSQL server, which has no file of its own. */
export async function keySource(folder: string | null): Promise<KeySource> {
  const given = process.env.CLIENTELE_SECRET_KEY
  if (given !== undefined) {
    const others = process.env.CLIENTELE_OTHER_SECRET_KEY
    const keys = [given, ...(others === undefined ? [] : [others])]
    for (const [index, key] of keys.entries())
      if (key.length < LEAST)
        throw new WrongUsage(
          `CLIENTELE_${index === 0 ? '' : 'OTHER_'}SECRET_KEY is too short: at least ${LEAST} characters are allowed`,
        )
    return { keys: () => keys, file: null }
  }
  const named = process.env.CLIENTELE_SECRET_KEY_FILE
  const file = named ?? (folder && join(folder, OWN_KEY_FILE))
  if (!file)
    throw new Refusal(
      'set CLIENTELE_SECRET_KEY (at least 16 characters) or CLIENTELE_SECRET_KEY_FILE: it encrypts what signs in a shared database',
    )
  if (named === undefined) await makeKeyFile(file)
  return { keys: keysIn(file), file }
}

/** For its owner alone, and with its content from the first moment; of two processes that start at once one makes it. */
async function makeKeyFile(file: string): Promise<void> {
  if (exists(file)) return
  const draft = `${file}.${process.pid}`
  await writeFile(draft, newKey(), { mode: 0o600 })
  await link(draft, file)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    .finally(() => rm(draft, { force: true }))
}

const exists = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined

export const newKey = (): string => randomBytes(32).toString('base64url')

/** Puts the keys in place of those in the file, all at once. */
export async function writeKeys(file: string, keys: readonly string[]): Promise<void> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${keys.join('\n')}\n`, { mode: 0o600, flush: true })
  await rename(draft, file)
}

/** Read again when the file has changed: processes that run go on with keys that were added. */
export function keysIn(file: string): StoreKeys {
  let seen = ''
  let known: string[] = []
  return (fresh = false) => {
    const stat = statSync(file, { throwIfNoEntry: false })
    const now = stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : seen
    // One that was taken away while we run changes nothing.
    if (known.length > 0 && (!stat || (!fresh && now === seen))) return known
    known = readKeys(file)
    seen = now
    return known
  }
}

export function readKeys(file: string): string[] {
  const keys = readText(file)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  if (keys.length === 0) throw new WrongUsage(`${file} holds no key`)
  for (const key of keys)
    if (key.length < LEAST)
      throw new WrongUsage(`a key in ${file} is too short: at least ${LEAST} characters are allowed`)
  return keys
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new WrongUsage(`the key file ${file} cannot be read: ${(error as Error).message}`)
  }
}
