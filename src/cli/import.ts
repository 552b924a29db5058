/** `clientele import`: customers and orders from a file. */
import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { createReaderOf, FORMATS, type Format } from '../jobs/import/formats.ts'
import { importFile } from '../jobs/import/import-file.ts'
import { Refusal } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { withOpenStore } from './with-store.ts'

interface ImportFlags extends StoreFlags {
  org: string
  format: Format
  mapping?: string
  json?: boolean
}

export function registerImport(program: Command): void {
  withStore(program.command('import <file>').description('load customers and orders from a file'))
    .requiredOption('--org <slug>', 'organization to load into')
    .addOption(new Option('--format <format>', 'what the file is').choices(FORMATS).makeOptionMandatory())
    .option('--mapping <file>', 'CSV: a JSON object from column names to field names')
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      '\nRows that cannot be taken are written with their reason to <file>.rejects.ndjson.\nRunning the same import again changes nothing, or finishes one that was interrupted.',
    )
    .action(async (file: string, flags: ImportFlags) => {
      const mapping = flags.mapping ? await readMapping(flags.mapping) : undefined
      const reader = await readable(file, () => createReaderOf(flags.format, file, mapping))
      const started = Date.now()
      await withOpenStore(flags, async ({ store }) => {
        const organization = await organizationBySlug(store, flags.org)
        const progress = createProgress('import')
        const { rejectsFile, ...counts } = await importFile({
          records: store.records,
          organization: organization.key,
          file,
          reader,
          onProgress: ({ bytes, totalBytes, read, rejected }) =>
            progress.update({
              share: totalBytes > 0 ? bytes / totalBytes : 1,
              text: `${read} read${rejected > 0 ? `, ${rejected} rejected` : ''}`,
            }),
        }).finally(() => progress.done())
        const seconds = Math.round((Date.now() - started) / 10) / 100
        if (flags.json) return printJson({ ...counts, rejects_file: rejectsFile, seconds })
        const { read, created, updated, unchanged, rejected } = counts
        process.stdout.write(
          `${read} read: ${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected, in ${seconds} s\n`,
        )
        if (rejectsFile) process.stdout.write(`Rejected lines and reasons: ${rejectsFile}\n`)
      })
    })
}

async function readMapping(file: string): Promise<Record<string, string>> {
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
  return mapping as Record<string, string>
}

/** Names the file when it cannot be read, instead of blaming the store. */
async function readable<T>(file: string, work: () => Promise<T>): Promise<T> {
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
