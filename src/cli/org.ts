/** `clientele org`: tenants. */
import type { Command } from 'commander'
import { createOrganizationAdmin } from '../jobs/organization-admin.ts'
import { changeProfile, PROFILE_NAMES } from '../jobs/organization-profile.ts'
import { presentOrganization } from '../server/admin/present.ts'
import { confirm, yesFlag } from './confirm.ts'
import { WrongUsage } from './explain.ts'
import { collect, jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson, printTable } from './print.ts'
import { withOpenStore } from './with-store.ts'

interface UpdateFlags extends StoreFlags {
  name?: string
  profile?: string[]
  json?: boolean
}

interface CreateFlags extends UpdateFlags {
  handle?: string
  currency: string
  timeZone: string
  mode: string
}

const PROFILE_HELP = `what platforms show of it, such as email=shop@example.com; may be repeated (${PROFILE_NAMES.join(', ')})`

export function registerOrg(program: Command): void {
  const org = program.command('org').description('organizations: the tenants of a store')
  withStore(org.command('create <slug>').description('add an organization'))
    .option('--name <text>', 'what people call it (default: the slug)')
    .option('--handle <label>', 'its SHOPLINE handle (default: the slug)')
    .option('--currency <code>', 'store currency, ISO 4217', 'USD')
    .option('--time-zone <name>', 'IANA time zone', 'UTC')
    .option('--mode <mode>', 'test or live', 'test')
    .option('--profile <name=value>', PROFILE_HELP, collect)
    .addOption(jsonFlag())
    .action((slug: string, flags: CreateFlags) =>
      withOpenStore(flags, async (open) => {
        const created = await createOrganizationAdmin(open).create({ ...flags, slug }, flags.profile ?? [])
        if (flags.json) printJson(presentOrganization(created))
        else
          process.stdout.write(
            `${created.slug} is there (${created.currency}, ${created.timeZone}, ${created.mode})\n`,
          )
      }),
    )
  withStore(org.command('update <slug>').description('change what platforms show of an organization'))
    .option('--name <text>', 'what people call it')
    .option('--profile <name=value>', `${PROFILE_HELP}; an empty value takes it away`, collect)
    .addOption(jsonFlag())
    .action((slug: string, flags: UpdateFlags) =>
      withOpenStore(flags, async ({ store }) => {
        if (flags.name === undefined && !flags.profile)
          throw new WrongUsage('nothing to change: give --name or --profile')
        const before = await organizationBySlug(store, slug)
        const updated = await store.organizations.update(before.key, {
          name: flags.name ?? before.name,
          profile: changeProfile(before.profile, flags.profile ?? []),
        })
        if (flags.json)
          printJson({ ...presentOrganization(updated ?? before), profile: updated?.profile ?? {} })
        else process.stdout.write(`${slug} is changed\n`)
      }),
    )
  withStore(org.command('delete <slug>').description('remove an organization with all its data'))
    .addOption(yesFlag())
    .addOption(jsonFlag())
    .action((slug: string, flags: StoreFlags & { yes?: boolean; json?: boolean }) =>
      withOpenStore(flags, async (open) => {
        const admin = createOrganizationAdmin(open)
        const { name } = await admin.get(slug)
        const snapshots = await admin.snapshots(slug)
        await confirm(
          flags,
          `This removes ${slug} (${name}), all its data, its credentials and its snapshots (${snapshots.length}).`,
        )
        await admin.remove(slug)
        if (flags.json) printJson({ slug, deleted: true })
        else process.stdout.write(`${slug} is gone, with its data, its credentials and its snapshots\n`)
      }),
    )
  withStore(org.command('list').description('show the organizations'))
    .addOption(jsonFlag())
    .action((flags: StoreFlags & { json?: boolean }) =>
      withOpenStore(flags, async ({ store }) => {
        const all = (await store.organizations.list()).map(presentOrganization)
        if (flags.json) printJson(all)
        else printTable(all)
      }),
    )
}
