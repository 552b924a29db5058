/** Import and export through the jobs, for tests with a world. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportRecords } from '../../src/jobs/export.ts'
import { type CsvFormat, exportCsv } from '../../src/jobs/export-csv.ts'
import { createReaderOf, type Format } from '../../src/jobs/import/formats.ts'
import { importFile } from '../../src/jobs/import/import-file.ts'
import type { World } from './world.ts'

export async function exported(world: World, organization = world.organization.key): Promise<string> {
  let text = ''
  await exportRecords(world.store.records, organization, (lines) => {
    text += lines
  })
  return text
}

export async function exportedCsv(
  world: World,
  format: CsvFormat,
  organization: number,
  mapping?: Record<string, string>,
): Promise<string> {
  let text = ''
  await exportCsv(world.store.records, organization, format, mapping, (rows) => {
    text += rows
  })
  return text
}

/** Imports a text; gives the counts and what was rejected. */
export async function imported(
  world: World,
  format: Format,
  text: string,
  options: { organization?: number; mapping?: Record<string, string>; batchSize?: number } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-import-'))
  try {
    const file = join(folder, 'input')
    await writeFile(file, text)
    const { rejectsFile, ...counts } = await importFile({
      records: world.store.records,
      organization: options.organization ?? world.organization.key,
      file,
      reader: await createReaderOf(format, file, options.mapping),
      ...(options.batchSize ? { batchSize: options.batchSize } : {}),
    })
    const rejects: { line: number; reason: string; input: string }[] = rejectsFile
      ? (await readFile(rejectsFile, 'utf8'))
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : []
    return { counts, rejects }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
