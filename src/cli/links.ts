/** `clientele links`: which customers of which sources one customer is, and where its fields came from. */
import type { Command } from 'commander'
import type { Customer } from '../core/schema.ts'
import { dialects } from '../dialects/index.ts'
import { readRows } from '../jobs/import/csv-rows.ts'
import { findPerson } from '../jobs/person/find-person.ts'
import { ID_FIELDS } from '../jobs/sync/id-fields.ts'
import { addLink } from '../jobs/sync/merge/add-link.ts'
import { provenanceOf } from '../jobs/sync/merge/provenance.ts'
import { type LinkStore, undoLink } from '../jobs/sync/merge/undo-link.ts'
import { SyncRefused } from '../jobs/sync/refused.ts'
import { findSource, type Source } from '../jobs/sync/sources.ts'
import { Refusal, WrongUsage } from './explain.ts'
import { readable } from './mapping.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson, printTable } from './print.ts'
import { type OpenStore, withOpenStore } from './with-store.ts'

interface LinksFlags extends StoreFlags {
  org: string
  file?: string
  json?: boolean
}

export function registerLinks(program: Command): void {
  const links = program
    .command('links')
    .description('customers whom several sources know: where each field came from, and who is who')
  const sub = (name: string, description: string) =>
    withStore(links.command(name).description(description))
      .requiredOption('--org <slug>', 'the organization')
      .addOption(jsonFlag())

  sub(
    'show <customer>',
    'show a customer’s sources, and where each field came from (e-mail or public id)',
  ).action((text: string, flags: LinksFlags) =>
    withOpenStore(flags, async (open) => {
      const { key } = await organizationBySlug(open.store, flags.org)
      const customer = await customerOf(open, flags, key, text)
      const shown = await provenanceOf(open.store.records, key, customer)
      if (flags.json) return printJson(shown)
      printTable(shown.sources)
      process.stdout.write('\n')
      printTable(
        // Of what nobody knows there is much; --json has it too.
        shown.fields
          .filter(({ value }) => value !== null)
          .map(({ field, value, from, since }) => ({
            field,
            value: shortened(typeof value === 'string' ? value : JSON.stringify(value)),
            from,
            since,
          })),
      )
    }),
  )
  sub('add [source] [remote-id] [customer]', 'say that a source’s customer is this one')
    .option('--file <csv>', 'many at once: a file with the columns source, remote_id, customer')
    .addHelpText('after', '\nThe customer is named by e-mail address or any of its public ids.')
    .action(
      (
        source: string | undefined,
        remoteId: string | undefined,
        customer: string | undefined,
        flags: LinksFlags,
      ) => add(flags, flags.file ? undefined : { source, remote_id: remoteId, customer }),
    )
  sub(
    'undo <source> <customer>',
    'take a wrong link back: what the source gave is a customer of its own again',
  ).action((name: string, text: string, flags: LinksFlags) =>
    withOpenStore(flags, async (open) => {
      const { key } = await organizationBySlug(open.store, flags.org)
      const customer = await customerOf(open, flags, key, text)
      const done = await undoLink(linkStore(open, key), customer.key, name)
      const ids = { separated: done.separated && idsOf(done.separated), stays: idsOf(done.stays) }
      if (flags.json) return printJson({ ...ids, without_email: done.withoutEmail !== null })
      printTable([
        { customer: 'stays', ...ids.stays },
        ...(ids.separated ? [{ customer: `from ${name}`, ...ids.separated }] : []),
      ])
      if (!ids.separated)
        process.stdout.write(
          `Nothing was synced by this link: the next sync takes ${name}’s as it finds it.\n`,
        )
      if (done.withoutEmail !== null)
        process.stdout.write(
          `The one from ${name} has no e-mail address here: two customers cannot have the same.\n`,
        )
    }),
  )
}

/** A table's column is as wide as its widest cell; `--json` has all of it. */
const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

interface Row {
  source?: string | undefined
  remote_id?: string | undefined
  customer?: string | undefined
}

async function add(flags: LinksFlags, one: Row | undefined): Promise<void> {
  const rows = one ? [one] : await readLinks(flags.file as string)
  if (rows.length === 0) throw new WrongUsage(`${flags.file} has no rows: source, remote_id, customer`)
  rows.forEach((row, index) => {
    if (!row.source || !row.remote_id || !row.customer)
      throw new WrongUsage(
        one
          ? 'give the source, the remote id and the customer, or --file'
          : `${flags.file}: row ${index + 1} needs source, remote_id and customer`,
      )
  })
  await withOpenStore(flags, async (open) => {
    const { key } = await organizationBySlug(open.store, flags.org)
    const asked = [...(rows as Required<Row>[]).entries()]
    // All of a file, or nothing of it.
    const added = await open.store.records.joined(key, async (records) => {
      const here = { ...open, store: { ...open.store, records } }
      let count = 0
      for (const [index, { source, remote_id, customer }] of asked)
        try {
          const found = await sourceOf(here, flags, key, String(source))
          const target = await customerOf(here, flags, key, String(customer))
          if (await addLink(linkStore(here, key), found, String(remote_id), target.key)) count++
        } catch (error) {
          if (one || !(error instanceof Refusal || error instanceof SyncRefused)) throw error
          throw new Refusal(`${flags.file}: row ${index + 1}: ${error.message} (nothing was added)`)
        }
      return count
    })
    if (flags.json) printJson({ read: rows.length, added })
    else process.stdout.write(`${added} of ${rows.length} links added\n`)
  })
}

/** By the names of the columns, which the first row gives. */
async function readLinks(file: string): Promise<Row[]> {
  const rows: string[][] = []
  await readable(file, async () => {
    for await (const row of readRows(file, { delimiter: ',', trim: true })) {
      if ('reason' in row) throw new WrongUsage(`${file} is not CSV: line ${row.line}: ${row.reason}`)
      const wanted = (rows[0] ?? row.cells).length
      if (row.cells.length !== wanted)
        throw new WrongUsage(
          `${file}: line ${row.line} has ${row.cells.length} cells, but the header ${wanted}`,
        )
      rows.push(row.cells)
    }
  })
  const [columns = [], ...others] = rows
  return others.map((cells) => Object.fromEntries(columns.map((name, index) => [name, cells[index]])) as Row)
}

const linkStore = ({ store }: OpenStore, organization: number): LinkStore => ({
  records: store.records,
  organization,
  idFieldOf: (name) => {
    const dialect = dialects.find((one) => one.name === name)
    if (!dialect) throw new Refusal(`no platform ${name} is known`)
    return ID_FIELDS[dialect.ids.form]
  },
})

async function sourceOf(
  { store }: OpenStore,
  flags: LinksFlags,
  organization: number,
  name: string,
): Promise<Source> {
  const source = await findSource(store.records, organization, name)
  if (!source)
    throw new Refusal(`${flags.org} has no source ${name}: \`clientele syncs list\` shows those it has`)
  return source
}

async function customerOf(
  { store }: OpenStore,
  flags: LinksFlags,
  organization: number,
  text: string,
): Promise<Customer> {
  const [customer, second] = await findPerson(store.records, organization, text)
  if (!customer) throw new Refusal(`${flags.org} has no customer ${text}`)
  if (second) throw new Refusal(`${text} names several customers of ${flags.org}: use another of their ids`)
  return customer
}

const idsOf = ({ shortId, numberId, uuidId, email }: Customer) => ({
  short_id: shortId,
  number_id: numberId,
  uuid_id: uuidId,
  email,
})
