/** `clientele restore`: makes a store what a backup holds. */
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { createSecrets } from '../auth/secrets.ts'
import { checkBackup, type OpenBackup, openBackup } from '../jobs/backup/read-backup.ts'
import type { Store } from '../store/open-store.ts'
import { confirm, yesFlag } from './confirm.ts'
import { Refusal } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { type KeySource, readKeys, writeKeys } from './secret-key.ts'
import { keySourceOf, withOpenStore } from './with-store.ts'

interface RestoreFlags extends StoreFlags {
  replace?: boolean
  yes?: boolean
  check?: boolean
  keyFile?: string
  json?: boolean
}

export function registerRestore(program: Command): void {
  withStore(program.command('restore <file>').description('make a store what a backup holds, all or nothing'))
    .option('--replace', 'what the store holds gives way')
    .addOption(yesFlag())
    .addOption(
      new Option(
        '--key-file <file>',
        'the secret key of the store that the backup is of; not needed where this store has the same, or the backup brings it',
      ),
    )
    .option('--check', 'read the file to its end and change nothing')
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
The store may be of either engine, new or empty; a backup of an older version is brought to the current schema.

  clientele restore store.backup --data new-folder --key-file secret.key
  clientele restore store.backup --database-url postgres://… --replace`,
    )
    .action((file: string, flags: RestoreFlags) =>
      flags.check ? check(resolve(file), flags) : restore(resolve(file), flags),
    )
}

async function check(file: string, flags: RestoreFlags): Promise<void> {
  const { header, rows } = await checkBackup(file)
  const { version, created_at } = header
  if (flags.json) printJson({ file, rows, version, created_at })
  else process.stdout.write(`${file} is whole: ${rows} rows, of ${created_at}, by Clientele ${version}\n`)
}

async function restore(file: string, flags: RestoreFlags): Promise<void> {
  // Before anybody is asked anything.
  const backup = await openBackup(file)
  const started = Date.now()
  await withOpenStore(
    flags,
    async ({ store }) => {
      const source = await keySourceOf(flags)
      const keys = { source, backup, flags, store }
      // A wrong key is said before anything is asked, locked or read.
      findKeys(backup.header.sealed ?? null, keys)
      if (flags.replace) await agreed(store, flags)
      const progress = createProgress('restore')
      const { rows, organizations } = await store
        .load(backup.lines, {
          schema: backup.header.schema,
          replace: flags.replace ?? false,
          tryKey: (sealed) => settleKey(sealed, keys),
          onRows: (count) => progress.update({ share: null, text: `${count} rows` }),
        })
        .finally(() => progress.done())
      const seconds = Math.round((Date.now() - started) / 10) / 100
      if (flags.json) printJson({ file, rows, organizations, seconds })
      else process.stdout.write(`${rows} rows of ${organizations} organizations, in ${seconds} s\n`)
    },
    { small: true, unmigrated: true },
  )
}

async function agreed(store: Store, flags: RestoreFlags): Promise<void> {
  if ((await store.schema()).length === 0 || (await store.pendingMigrations()).length > 0) return
  const there = await store.organizations.list()
  if (there.length > 0)
    await confirm(flags, `What the store holds (${there.map(({ slug }) => slug).join(', ')}) is gone.`)
}

interface Keys {
  source: KeySource
  backup: OpenBackup
  flags: RestoreFlags
  store: Store
}

/** The keys that were brought and open it; null where those that are there do. Refuses where none does, or none may be set. */
function findKeys(sealed: string | null, { source, backup, flags }: Keys): string[] | null {
  if (sealed === null || opens(source.keys(), sealed)) return null
  const brought = [
    ...(flags.keyFile ? readKeys(flags.keyFile) : []),
    ...(backup.header.secret_key?.split('\n') ?? []),
  ]
  if (!opens(brought, sealed))
    throw new Refusal(
      'what signs in this backup is encrypted under another key: give the secret.key of its store with --key-file <file>, or set CLIENTELE_SECRET_KEY to it',
    )
  if (source.file === null)
    throw new Refusal('CLIENTELE_SECRET_KEY is another key than that of the backup: set it to that one')
  return brought
}

/** Sees to it, before anything is committed, that what signs will open; nobody else needs to be told of a key. */
async function settleKey(sealed: string | null, keys: Keys): Promise<void> {
  const { source, store } = keys
  const own = source.keys()
  const brought = findKeys(sealed, keys)
  if (brought === null) return
  // A server that runs on the store reads the file again when a key does not open. What there was opens until this commits.
  await writeKeys(source.file as string, [...new Set([...brought, ...(store.owned ? [] : own)])])
}

const opens = (keys: readonly string[], sealed: string): boolean => {
  try {
    createSecrets(() => keys).open(sealed)
    return true
  } catch {
    return false
  }
}
