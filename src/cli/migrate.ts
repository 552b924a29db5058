/** `clientele migrate`: brings a database to the current schema, and spreads it over a Citus cluster where that is asked for. */
import { type Command, Option } from 'commander'
import { Refusal, WrongUsage } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson } from './print.ts'
import { openFromFlags } from './with-store.ts'

interface MigrateFlags extends StoreFlags {
  distributed?: boolean
  json?: boolean
}

export function registerMigrate(program: Command): void {
  withStore(program.command('migrate').description('bring a database to the current schema'))
    .addOption(
      new Option('--distributed', 'spread the tables over the nodes of a Citus cluster as well').env(
        'CLIENTELE_DISTRIBUTED',
      ),
    )
    .addOption(jsonFlag())
    .action(migrate)
}

async function migrate(flags: MigrateFlags): Promise<void> {
  if (flags.distributed && !flags.databaseUrl)
    throw new WrongUsage('--distributed needs --database-url: the embedded store is one process’s')
  const { store } = await openFromFlags(flags, { unmigrated: true })
  try {
    const applied = await store.migrate()
    if (!flags.json)
      process.stdout.write(applied.length > 0 ? `Applied ${applied.join(', ')}\n` : 'The schema is current\n')
    const distributed = flags.distributed ? await store.distribute() : undefined
    if (distributed === null)
      throw new Refusal(
        'the extension citus is not in this database, so nothing is distributed: the tables are as on any PostgreSQL server',
      )
    if (flags.json) printJson({ applied, ...(distributed ? { distributed } : {}) })
    else if (distributed)
      process.stdout.write(
        distributed.length > 0 ? `Distributed ${distributed.join(', ')}\n` : 'Everything is distributed\n',
      )
  } finally {
    await store.close()
  }
}
