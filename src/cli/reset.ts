/** `clientele reset`: an organization as it was at its start. */
import type { Command } from 'commander'
import { START } from '../core/organization-admin.ts'
import { createOrganizationAdmin } from '../jobs/organization-admin.ts'
import { presentSnapshot } from '../server/admin/present.ts'
import { confirm, yesFlag } from './confirm.ts'
import { noteAudit } from './note-audit.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson } from './print.ts'
import { withOpenStore } from './with-store.ts'

interface ResetFlags extends StoreFlags {
  org: string
  yes?: boolean
  json?: boolean
}

export function registerReset(program: Command): void {
  withStore(
    program
      .command('reset')
      .description(`an organization back to its snapshot ${START}, or empty where it has none`),
  )
    .requiredOption('--org <slug>', 'organization')
    .addOption(yesFlag())
    .addOption(jsonFlag())
    .action((flags: ResetFlags) =>
      withOpenStore(flags, async (open) => {
        const admin = createOrganizationAdmin(open)
        const start = (await admin.snapshots(flags.org)).find(({ name }) => name === START)
        await confirm(
          flags,
          start
            ? `This takes ${flags.org} back to its snapshot ${START} of ${start.createdAt.toISOString()}: what was written since is gone.`
            : `${flags.org} has no snapshot ${START}: this removes all its data.`,
        )
        await noteAudit(open.store, (await admin.get(flags.org)).key, 'snapshot', 'reset')
        const { snapshot, customersBefore } = await admin.reset(flags.org)
        if (flags.json)
          printJson({
            organization: flags.org,
            snapshot: snapshot && presentSnapshot(snapshot),
            customers_before: customersBefore,
            customers: snapshot?.customers ?? 0,
          })
        else
          process.stdout.write(
            snapshot
              ? `${flags.org} is as in its snapshot ${snapshot.name} of ${snapshot.createdAt.toISOString()}: ${customersBefore} customers before, ${snapshot.customers} now\n`
              : `${flags.org} is empty: ${customersBefore} customers and all that belonged to them are gone; it had no snapshot ${START}\n`,
          )
      }),
    )
}
