/** `clientele export`: everything an organization keeps, for `import` to read back. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { exportRecords } from '../jobs/export.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
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
    .action((flags: ExportFlags) =>
      withOpenStore(flags, async ({ store }) => {
        const organization = await organizationBySlug(store, flags.org)
        const progress = createProgress('export')
        const started = Date.now()
        const out = flags.out ? toFile(flags.out) : toStdout()
        try {
          const records = await exportRecords(store.records, organization.key, out.write, (count) =>
            progress.update({ share: null, text: `${count} records` }),
          )
          await out.finish()
          progress.done()
          const seconds = Math.round((Date.now() - started) / 10) / 100
          if (flags.json && flags.out) printJson({ records, file: flags.out, seconds })
          else if (flags.out) process.stdout.write(`${records} records in ${flags.out}, in ${seconds} s\n`)
        } catch (error) {
          progress.done()
          await out.abandon()
          // Whoever reads us has read enough (`| head`).
          if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
        }
      }),
    )
}

interface Output {
  write(text: string): Promise<void>
  finish(): Promise<void>
  abandon(): Promise<void>
}

/** Writes to a draft beside the file and puts it in place only when it is whole. */
function toFile(file: string): Output {
  const draft = `${file}.draft-${process.pid}`
  const stream = createWriteStream(draft)
  let failed: Error | undefined
  stream.on('error', (error) => {
    failed = error
  })
  return {
    async write(text) {
      if (failed) throw failed
      if (!stream.write(text)) await once(stream, 'drain')
    },
    async finish() {
      stream.end()
      await once(stream, 'close')
      if (failed) throw failed
      await rename(draft, file)
    },
    async abandon() {
      stream.destroy()
      await rm(draft, { force: true })
    },
  }
}

function toStdout(): Output {
  let failed: Error | undefined
  process.stdout.on('error', (error) => {
    failed = error
  })
  return {
    async write(text) {
      if (failed) throw failed
      await new Promise<void>((resolve, reject) =>
        process.stdout.write(text, (error) => (error ? reject(error) : resolve())),
      )
    },
    finish: async () => {},
    abandon: async () => {},
  }
}
