/** Reads a backup, and throws where it is none, is cut short or was changed: at its end at the latest. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type BackupEnd, type BackupHeader, FORMAT, NotABackup } from './format.ts'

export interface OpenBackup {
  header: BackupHeader
  /** What the store handed out, for `load`. */
  lines: AsyncIterable<string>
}

export async function openBackup(file: string): Promise<OpenBackup> {
  const all = linesOf(file)
  const first = await all.next()
  const header = first.done ? null : headerIn(first.value)
  if (!header) throw new NotABackup(`${file} is no backup of a store`)
  if (header.clientele_backup !== FORMAT)
    throw new NotABackup(
      `${file} was written by Clientele ${header.version} in a form that this version does not know: use that version or a later one`,
    )
  return { header, lines: checked(file, first.value as string, all) }
}

/** Reads it to its end. `checkBackup('acme.backup')` */
export async function checkBackup(file: string): Promise<{ header: BackupHeader; rows: number }> {
  const { header, lines } = await openBackup(file)
  let rows = 0
  for await (const line of lines) if (line.startsWith('[')) rows++
  return { header, rows }
}

function headerIn(line: string): BackupHeader | null {
  try {
    const said = JSON.parse(line) as BackupHeader | null
    return said !== null && typeof said === 'object' && 'clientele_backup' in said ? said : null
  } catch {
    return null
  }
}

async function* checked(file: string, header: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  const hash = createHash('sha256').update(`${header}\n`)
  let end: BackupEnd | undefined
  let rows = 0
  for await (const line of rest) {
    if (end) throw new NotABackup(`${file} goes on after its end`)
    if (line.startsWith('{"end":')) {
      end = JSON.parse(line) as BackupEnd
      continue
    }
    hash.update(`${line}\n`)
    if (line.startsWith('[')) rows++
    yield line
  }
  if (!end) throw new NotABackup(`${file} is cut short`)
  if (end.rows !== rows || end.sha256 !== hash.digest('hex'))
    throw new NotABackup(`${file} is not what was written: its checksum differs`)
}

async function* linesOf(file: string): AsyncGenerator<string, undefined> {
  const gunzip = createGunzip()
  const reading = pipeline(createReadStream(file), gunzip)
  // It ends the reading below.
  reading.catch(() => {})
  let rest: string[] = []
  try {
    for await (const text of gunzip.setEncoding('utf8')) {
      const [first, ...others] = (text as string).split('\n')
      rest.push(first ?? '')
      if (others.length === 0) continue
      yield rest.join('')
      rest = [others.pop() ?? '']
      yield* others
    }
    await reading
  } catch (error) {
    throw new NotABackup(explained(file, error as NodeJS.ErrnoException))
  }
  const last = rest.join('')
  if (last !== '') yield last
  return undefined
}

function explained(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'Z_BUF_ERROR') return `${file} is cut short`
  return code?.startsWith('Z_') ? `${file} is no backup of a store, or was damaged` : message
}
