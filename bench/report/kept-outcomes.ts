/** The last outcome of every row, kept beside the stores: a run of some rows leaves the others in the results. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TABLE } from '../table.ts'
import type { Outcome } from './outcome.ts'

const fileIn = (dataDir: string) => join(dataDir, 'outcomes.json')

async function kept(dataDir: string): Promise<Outcome[]> {
  try {
    return JSON.parse(await readFile(fileIn(dataDir), 'utf8'))
  } catch {
    return []
  }
}

/** Fresh ones in place of older ones, in the order of the table. */
export async function mergeOutcomes(dataDir: string, fresh: readonly Outcome[]): Promise<Outcome[]> {
  const all = new Map([...(await kept(dataDir)), ...fresh].map((outcome) => [outcome.row.id, outcome]))
  return TABLE.flatMap((row) => {
    const outcome = all.get(row.id)
    return outcome ? [{ ...outcome, row }] : []
  })
}

export async function keepOutcomes(dataDir: string, fresh: readonly Outcome[]): Promise<void> {
  await writeFile(fileIn(dataDir), JSON.stringify(await mergeOutcomes(dataDir, fresh)))
}
