/** `clientele export`: everything an organization keeps, for `import` to read back. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { exportRecords } from '../jobs/export.ts'
import { CSV_FORMATS, type CsvFormat, exportCsv } from '../jobs/export-csv.ts'
import { WrongUsage } from './explain.ts'
import { readMapping } from './mapping.ts'
import { noteAudit } from './note-audit.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { outputTo } from './output.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { withOpenStore } from './with-store.ts'

interface ExportFlags extends StoreFlags {
  org: string
  format: 'ndjson' | CsvFormat
  mapping?: string
  out?: string
  json?: boolean
}

export function registerExport(program: Command): void {
  withStore(
    program
      .command('export')
      .description(
        'write everything of an organization, one record a line, or its customers or orders as CSV',
      ),
  )
    .requiredOption('--org <slug>', 'organization to export')
    .addOption(
      new Option(
        '--format <format>',
        'what is written: ndjson is everything; customers-csv (or csv) and orders-csv are for spreadsheets',
      )
        .choices(['ndjson', ...CSV_FORMATS, 'csv'])
        .argParser((text) => {
          const format = text === 'csv' ? 'customers-csv' : text
          if (!['ndjson', ...CSV_FORMATS].includes(format))
            throw new InvalidArgumentError(`Allowed choices are ndjson, ${CSV_FORMATS.join(', ')}, csv.`)
          return format
        })
        .default('ndjson'),
    )
    .option(
      '--mapping <file>',
      'CSV: a JSON object from the column names to write, in that order, to field names',
    )
    .option('--out <file>', 'file to write (default: standard output)')
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
\`clientele import\` reads each of them back, to an equal store what ndjson holds.

  clientele export --org acme --out acme.ndjson
  clientele export --org acme --format customers-csv --mapping columns.json --out customers.csv`,
    )
    .action(async (flags: ExportFlags) => {
      if (flags.json && !flags.out)
        throw new WrongUsage('--json tells what was written to a file: give --out <file> with it')
      const mapping = await readMapping(flags.mapping, flags.format)
      await withOpenStore(
        flags,
        async ({ store }) => {
          const organization = await organizationBySlug(store, flags.org)
          const out = await outputTo(flags.out)
          await noteAudit(store, organization.key, 'export', `export ${flags.format}`)
          const progress = createProgress('export')
          const started = Date.now()
          try {
            const onProgress = (count: number) => progress.update({ share: null, text: `${count} records` })
            const records =
              flags.format === 'ndjson'
                ? await exportRecords(store.records, organization.key, out.write, onProgress)
                : await exportCsv(
                    store.records,
                    organization.key,
                    flags.format,
                    mapping,
                    out.write,
                    onProgress,
                  )
            await out.finish()
            progress.done()
            const seconds = Math.round((Date.now() - started) / 10) / 100
            if (flags.json) printJson({ records, file: flags.out, seconds })
            else if (flags.out) process.stdout.write(`${records} records in ${flags.out}, in ${seconds} s\n`)
          } catch (error) {
            progress.done()
            await out.abandon()
            // Whoever reads us has read enough (`| head`).
            if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
          }
        },
        { small: true },
      )
    })
}
