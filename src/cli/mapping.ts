/** `--mapping file.json`: a JSON object from column names to field names. */
import { readFile } from 'node:fs/promises'
import { Refusal, WrongUsage } from './explain.ts'

export type Mapping = Readonly<Record<string, string>>

/** What the file of `--mapping` says; undefined without the flag. Refuses it with a format that has no columns. */
export async function readMapping(file: string | undefined, format: string): Promise<Mapping | undefined> {
  if (file === undefined) return undefined
  if (!format.endsWith('csv')) throw new WrongUsage(`--mapping names columns, which ${format} has not`)
  const text = await readable(file, () => readFile(file, 'utf8'))
  const refusal = new Refusal(`${file} is not a JSON object from column names to field names`)
  let mapping: unknown
  try {
    mapping = JSON.parse(text)
  } catch {
    throw refusal
  }
  const isMap = typeof mapping === 'object' && mapping !== null && !Array.isArray(mapping)
  if (!isMap || Object.values(mapping as object).some((field) => typeof field !== 'string')) throw refusal
  return mapping as Mapping
}

/** Names the file when it cannot be read, instead of blaming the store. */
export async function readable<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Refusal(`there is no file ${file}`)
    if (code === 'EISDIR') throw new Refusal(`${file} is a folder, not a file`)
    if (code === 'EACCES') throw new Refusal(`${file} may not be read`)
    throw error
  }
}
