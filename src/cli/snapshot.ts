/** `clientele snapshot`: organizations as they were, under a name. */
import type { Command } from 'commander'
import { createOrganizationAdmin } from '../jobs/organization-admin.ts'
import { presentOrganization, presentSnapshot } from '../server/admin/present.ts'
import { confirm, yesFlag } from './confirm.ts'
import { noteAudit } from './note-audit.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson, printTable } from './print.ts'
import { type OpenStore, withOpenStore } from './with-store.ts'

interface Flags extends StoreFlags {
  org: string
  json?: boolean
}

interface CloneFlags extends Flags {
  to: string
  handle?: string
  name?: string
}

export function registerSnapshot(program: Command): void {
  const snapshot = program.command('snapshot').description('organizations as they were, under a name')
  const add = (usage: string, description: string): Command =>
    withStore(snapshot.command(usage).description(description))
      .requiredOption('--org <slug>', 'organization')
      .addOption(jsonFlag())

  add('save <name>', 'keep all data of the organization as it is now')
    .option('--replace', 'a snapshot of that name gives way')
    .action((name: string, flags: Flags & { replace?: boolean }) =>
      withOpenStore(flags, async (open) => {
        await noteSnapshot(open, flags.org, 'snapshot save')
        const saved = await createOrganizationAdmin(open).save(flags.org, name, flags.replace ?? false)
        if (flags.json) printJson(presentSnapshot(saved))
        else process.stdout.write(`${name} holds ${flags.org} as it is: ${saved.customers} customers\n`)
      }),
    )
  add('restore <name>', 'make the organization what it was; credentials go on working')
    .addOption(yesFlag())
    .action((name: string, flags: Flags & { yes?: boolean }) =>
      withOpenStore(flags, async (open) => {
        const admin = createOrganizationAdmin(open)
        if ((await admin.get(flags.org)).mode === 'live')
          await confirm(flags, `${flags.org} is live: what was written since ${name} is gone.`)
        await noteSnapshot(open, flags.org, 'snapshot restore')
        const restored = await admin.restore(flags.org, name)
        const { customersBefore, customers } = restored
        if (flags.json)
          printJson({
            organization: flags.org,
            snapshot: presentSnapshot(restored),
            customers_before: customersBefore,
            customers,
          })
        else
          process.stdout.write(
            `${flags.org} is as in ${name}: ${customersBefore} customers before, ${customers} now\n`,
          )
      }),
    )
  add('clone <name>', 'a new organization with the data of the snapshot')
    .requiredOption('--to <slug>', 'the new organization')
    .option('--name <text>', 'what people call it (default: as the original)')
    .option('--handle <label>', 'its SHOPLINE handle (default: the slug)')
    .action((name: string, { org, to, ...flags }: CloneFlags) =>
      withOpenStore(flags, async (open) => {
        await noteSnapshot(open, org, 'snapshot clone')
        const made = await createOrganizationAdmin(open).copy(
          { slug: org, snapshot: name },
          { slug: to, handle: flags.handle, name: flags.name },
        )
        if (flags.json) printJson(presentOrganization(made))
        else process.stdout.write(`${made.slug} is there, with the data of ${org} as in ${name}\n`)
      }),
    )
  add('list', 'show the snapshots of the organization').action((flags: Flags) =>
    withOpenStore(flags, async (open) => {
      const all = (await createOrganizationAdmin(open).snapshots(flags.org)).map(presentSnapshot)
      if (flags.json) printJson(all)
      else printTable(all)
    }),
  )
  add('delete <name>', 'forget the snapshot').action((name: string, flags: Flags) =>
    withOpenStore(flags, async (open) => {
      await noteSnapshot(open, flags.org, 'snapshot delete')
      await createOrganizationAdmin(open).removeSnapshot(flags.org, name)
      if (flags.json) printJson({ organization: flags.org, name, deleted: true })
      else process.stdout.write(`${name} of ${flags.org} is gone\n`)
    }),
  )
}

const noteSnapshot = async (open: OpenStore, slug: string, action: string): Promise<void> =>
  noteAudit(open.store, (await createOrganizationAdmin(open).get(slug)).key, 'snapshot', action)
