/** `clientele import`: customers and orders from a file. */
import { type Command, Option } from 'commander'
import { createReaderOf, FORMATS, type Format } from '../jobs/import/formats.ts'
import { importFile } from '../jobs/import/import-file.ts'
import { type Mapping, readable, readMapping } from './mapping.ts'
import { noteAudit } from './note-audit.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { withSpooled } from './spool.ts'
import { withOpenStore } from './with-store.ts'

interface ImportFlags extends StoreFlags {
  org: string
  format: Format
  mapping?: string
  rejects?: string
  json?: boolean
}

const STANDARD_INPUT = '-'

export function registerImport(program: Command): void {
  withStore(
    program
      .command('import <file>')
      .description('load customers and orders from a file, or from standard input (-)'),
  )
    .requiredOption('--org <slug>', 'organization to load into')
    .addOption(new Option('--format <format>', 'what the file is').choices(FORMATS).makeOptionMandatory())
    .option('--mapping <file>', 'CSV: a JSON object from column names to field names')
    .option(
      '--rejects <file>',
      'where to write what cannot be taken (default: <file>.rejects.ndjson; of standard input, stdin.rejects.ndjson here)',
    )
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Rows that cannot be taken are written with their line and reason to the rejects file.
Running the same import again changes nothing, or finishes one that was interrupted.

  clientele import customers.csv --org acme --format customers-csv
  clientele import customers_export.csv --org acme --format shopify-customers-csv
  clientele export --org acme --data a | clientele import - --org acme --format ndjson --data b`,
    )
    .action(async (file: string, flags: ImportFlags) => {
      const mapping = await readMapping(flags.mapping, flags.format)
      if (file !== STANDARD_INPUT)
        return runImport(file, flags.rejects ?? `${file}.rejects.ndjson`, mapping, flags)
      const spooling = createProgress('import')
      await withSpooled(
        process.stdin,
        (copy) => {
          spooling.done()
          return runImport(copy, flags.rejects ?? 'stdin.rejects.ndjson', mapping, flags)
        },
        (bytes) =>
          spooling.update({ share: null, text: `${(bytes / 1e6).toFixed(1)} MB from standard input` }),
      )
    })
}

async function runImport(
  file: string,
  rejectsTo: string,
  mapping: Mapping | undefined,
  flags: ImportFlags,
): Promise<void> {
  const reader = await readable(file, () => createReaderOf(flags.format, file, mapping))
  const started = Date.now()
  await withOpenStore(
    flags,
    async ({ store }) => {
      const organization = await organizationBySlug(store, flags.org)
      await noteAudit(store, organization.key, 'import', `import ${flags.format}`)
      const progress = createProgress('import')
      const { rejectsFile, ...counts } = await importFile({
        records: store.records,
        organization: organization.key,
        file,
        reader,
        rejectsFile: rejectsTo,
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
    },
    { small: true },
  )
}
