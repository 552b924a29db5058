/** `clientele migrate`: brings a database to the current schema. */
import type { Command } from 'commander'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson } from './print.ts'
import { openFromFlags } from './with-store.ts'

export function registerMigrate(program: Command): void {
  withStore(program.command('migrate').description('bring a database to the current schema'))
    .addOption(jsonFlag())
    .action(async (flags: StoreFlags & { json?: boolean }) => {
      const { store } = await openFromFlags(flags, { unmigrated: true })
      try {
        const applied = await store.migrate()
        if (flags.json) printJson({ applied })
        else
          process.stdout.write(
            applied.length > 0 ? `Applied ${applied.join(', ')}\n` : 'The schema is current\n',
          )
      } finally {
        await store.close()
      }
    })
}
