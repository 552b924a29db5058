/** `clientele person`: one person's data, shown or erased. */
import type { Command } from 'commander'
import type { Erased, Organization } from '../core/ports.ts'
import type { Customer } from '../core/schema.ts'
import { memberOf } from '../jobs/exchange/record-shapes.ts'
import { erasePerson } from '../jobs/person/erase-person.ts'
import { exportPerson } from '../jobs/person/export-person.ts'
import { findPerson } from '../jobs/person/find-person.ts'
import { strangersOf } from '../jobs/person/strangers.ts'
import type { Store } from '../store/open-store.ts'
import { confirm } from './confirm.ts'
import { Refusal, WrongUsage } from './explain.ts'
import { noteAudit } from './note-audit.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { outputTo } from './output.ts'
import { printJson, printTable } from './print.ts'
import { createProgress } from './progress.ts'
import { withOpenStore } from './with-store.ts'

interface PersonFlags extends StoreFlags {
  org: string
  json?: boolean
}
interface ExportFlags extends PersonFlags {
  out?: string
}
interface EraseFlags extends PersonFlags {
  yes?: boolean
  dryRun?: boolean
}

export function registerPerson(program: Command): void {
  const person = program.command('person').description('one person’s data: everything of it, or its erasure')
  const subcommand = (name: string, description: string) =>
    withStore(person.command(name).description(description))
      .argument('<person>', 'e-mail address, or any of the customer’s public ids')
      .requiredOption('--org <slug>', 'organization that the customer belongs to')
  subcommand('export', 'write everything that hangs on a person as JSON')
    .option('--out <file>', 'file to write, for its owner alone (default: standard output)')
    .addOption(jsonFlag())
    .action(exportOne)
  subcommand('erase', 'empty every personal field of a person and of what hangs on it; the books stay')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'say what would go, and change nothing')
    .addOption(jsonFlag())
    .action(eraseOne)
}

async function exportOne(text: string, flags: ExportFlags): Promise<void> {
  if (flags.json && !flags.out)
    throw new WrongUsage(
      'the data is JSON already; --json tells what was written to a file: give --out <file> with it',
    )
  await withOpenStore(flags, async ({ store, clock }) => {
    const { organization, customer } = await find(store, flags.org, text)
    const out = await outputTo(flags.out)
    await noteAudit(store, organization.key, 'export', 'person export', Object.values(idsOf(customer)))
    const progress = createProgress('person export')
    try {
      const { records, notLinked } = await exportPerson({
        records: store.records,
        grants: store.grants,
        organization,
        customerKey: customer.key,
        clock,
        write: out.write,
        onProgress: (count) => progress.update({ share: null, text: `${count} records` }),
      })
      await out.finish()
      progress.done()
      if (flags.json) printJson({ ...idsOf(customer), records, not_linked: notLinked, file: flags.out })
      else if (flags.out)
        process.stdout.write(
          `${records} records in ${flags.out}${notLinked > 0 ? `; ${unlinked(notLinked)}` : ''}\n`,
        )
    } catch (error) {
      progress.done()
      await out.abandon()
      // Whoever reads us has read enough (`| head`).
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
    }
  })
}

async function eraseOne(text: string, flags: EraseFlags): Promise<void> {
  await withOpenStore(flags, async ({ store, clock }) => {
    const { organization, customer } = await find(store, flags.org, text)
    const dryRun = flags.dryRun ?? false
    if (!dryRun)
      await confirm(
        flags,
        `${customer.email ?? customer.shortId} of ${organization.slug} is erased, which cannot be undone.`,
      )
    const notLinked = await strangersOf(store.records, organization.key, customer)
    const asked = { records: store.records, organization: organization.key, customerKey: customer.key, clock }
    if (!dryRun)
      await noteAudit(store, organization.key, 'erase', 'person erase', Object.values(idsOf(customer)))
    const erased = await erasePerson({ ...asked, dryRun })
    if (flags.json)
      return printJson({
        ...idsOf(customer),
        dry_run: dryRun,
        erased: Object.fromEntries(Object.entries(erased).map(([type, count]) => [memberOf(type), count])),
        not_linked: notLinked,
      })
    tell(customer, erased, dryRun)
    if (notLinked.length > 0) process.stdout.write(`${unlinked(notLinked.length)}\n`)
  })
}

function tell({ shortId }: Customer, erased: Erased, dryRun: boolean): void {
  const counts = Object.entries(erased).map(([type, count]) => ({ type: memberOf(type), count }))
  if (counts.length === 0) return void process.stdout.write(`customer ${shortId}: nothing is left to erase\n`)
  printTable(counts)
  process.stdout.write(
    dryRun ? `customer ${shortId}: nothing was changed, this would go\n` : `customer ${shortId} is erased\n`,
  )
}

const unlinked = (count: number): string =>
  `${count} ${count === 1 ? 'record shares' : 'records share'} the e-mail address without belonging to the customer: see not_linked`

const idsOf = ({ shortId, numberId, uuidId }: Customer) => ({
  short_id: shortId,
  number_id: numberId,
  uuid_id: uuidId,
})

async function find(
  store: Store,
  slug: string,
  text: string,
): Promise<{ organization: Organization; customer: Customer }> {
  const organization = await organizationBySlug(store, slug)
  const [customer, second] = await findPerson(store.records, organization.key, text)
  if (!customer)
    throw new Refusal(`no customer of ${slug} has the e-mail address or id ${JSON.stringify(text)}`)
  if (second)
    throw new Refusal(
      `${JSON.stringify(text)} means two customers of ${slug}: give the UUID, ${customer.uuidId} or ${second.uuidId}`,
    )
  return { organization, customer }
}
