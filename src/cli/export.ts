/** `clientele export`: everything an organization keeps, for `import` to read back. */
import { type Command, Option } from 'commander'
import { exportRecords } from '../jobs/export.ts'
import { WrongUsage } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { outputTo } from './output.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { withOpenStore } from './with-store.ts'

interface ExportFlags extends StoreFlags {
  org: string
  out?: string
  json?: boolean
}

export function registerExport(program: Command): void {
  withStore(program.command('export').description('write everything of an organization, one record a line'))
    .requiredOption('--org <slug>', 'organization to export')
    .addOption(new Option('--format <format>', 'how it is written').choices(['ndjson']).default('ndjson'))
    .option('--out <file>', 'file to write (default: standard output)')
    .addOption(jsonFlag())
    .action(async (flags: ExportFlags) => {
      if (flags.json && !flags.out)
        throw new WrongUsage('--json tells what was written to a file: give --out <file> with it')
      await withOpenStore(flags, async ({ store }) => {
        const organization = await organizationBySlug(store, flags.org)
        const out = await outputTo(flags.out)
        const progress = createProgress('export')
        const started = Date.now()
        try {
          const records = await exportRecords(store.records, organization.key, out.write, (count) =>
            progress.update({ share: null, text: `${count} records` }),
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
      })
    })
}
