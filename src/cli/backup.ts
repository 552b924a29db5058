/** `clientele backup`: a whole store in one file, while it is served. */
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeBackup } from '../jobs/backup/write-backup.ts'
import { Refusal, WrongUsage } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { keyPlace } from './secret-key.ts'
import { keySourceOf, withOpenStore } from './with-store.ts'

interface BackupFlags extends StoreFlags {
  withKey?: boolean
  replace?: boolean
  json?: boolean
}

export function registerBackup(program: Command): void {
  withStore(
    program
      .command('backup <file|folder>')
      .description('keep a whole store in one file, or in a new one in a folder, while it is served'),
  )
    .option('--with-key', 'put the secret key into the file as well: whoever has the file can sign')
    .option('--replace', 'a file of that name gives way')
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Everything of all organizations at one moment, credentials and snapshots included. \`clientele restore\` reads it
into a store of either engine. What signs stays encrypted: keep the secret key too, and elsewhere.

  clientele backup /var/backups/clientele
  clientele backup store.backup --replace --database-url postgres://…`,
    )
    .action(backup)
}

async function backup(place: string, flags: BackupFlags): Promise<void> {
  const file = await fileAt(resolve(place), flags.replace ?? false)
  const started = Date.now()
  await withOpenStore(
    flags,
    async ({ store, clock }, signal) => {
      const source = flags.withKey ? await keySourceOf(flags) : null
      const progress = createProgress('backup')
      const { tables, rows, bytes } = await writeBackup({
        store,
        file,
        clock,
        secretKey: source?.keys().join('\n') ?? null,
        onRows: (count) => progress.update({ share: null, text: `${count} rows` }),
        signal,
      }).finally(() => progress.done())
      const seconds = Math.round((Date.now() - started) / 10) / 100
      const secretKey = flags.withKey ? 'included' : 'apart'
      if (flags.json) return printJson({ file, rows, tables, bytes, secret_key: secretKey, seconds })
      process.stdout.write(`${rows} rows in ${file} (${bytes} bytes), in ${seconds} s\n`)
      process.stdout.write(
        flags.withKey
          ? 'The secret key is in it: whoever has the file can sign in its name\n'
          : `What signs in it opens with the secret key alone: keep ${keyPlace(flags.databaseUrl ? null : resolve(flags.data))} as well, apart from it\n`,
      )
    },
    { small: true },
  )
}

const pad = (time: Date): string => time.toISOString().replace(/[-:]|\.\d+/g, '')

async function fileAt(place: string, replace: boolean): Promise<string> {
  const found = await stat(place).catch(() => null)
  if (found?.isDirectory()) return join(place, `clientele-${pad(new Date())}.backup`)
  if (found && !replace)
    throw new Refusal(`${place} is there already: choose another name, or give --replace`)
  const folder = await stat(resolve(place, '..')).catch(() => null)
  if (!folder?.isDirectory()) throw new WrongUsage(`there is no folder ${resolve(place, '..')}`)
  return place
}
