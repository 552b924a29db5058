/**
 * A backup is one gzip file of lines: who made it and of which schema, then what the store hands out (store/backup/dump.ts),
 * then how many rows that were and the SHA-256 of all lines before. One that ends early lacks its end, and says so.
 */
import { readFile } from 'node:fs/promises'

export const FORMAT = 1

export interface BackupHeader {
  clientele_backup: typeof FORMAT
  /** Of Clientele. */
  version: string
  created_at: string
  /** The names of the migrations that the store had. */
  schema: string[]
  /** Something that is encrypted in it, to try a key on; absent: there is nothing yet, or an older version wrote it. */
  sealed?: string
  /** Under which secrets are encrypted; only where it was asked for. */
  secret_key?: string
}

export interface BackupEnd {
  end: true
  tables: number
  rows: number
  sha256: string
}

/** Says why, in words for whoever asked. */
export class NotABackup extends Error {}

export async function ownVersion(): Promise<string> {
  const file = new URL('../../../package.json', import.meta.url)
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version
}
