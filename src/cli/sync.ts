/** `clientele sync`: customers and what hangs on them, from any server that speaks one of the platforms’ APIs. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Organization } from '../core/ports.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { dialects } from '../dialects/index.ts'
import { createReach, type PrivateAddresses } from '../jobs/outgoing/reach.ts'
import { readBaseUrl } from '../jobs/sync/base-url.ts'
import { dryRun } from '../jobs/sync/dry-run.ts'
import { createHttpSend } from '../jobs/sync/http-send.ts'
import { readRules } from '../jobs/sync/merge/rules.ts'
import { writeRejects } from '../jobs/sync/rejects-file.ts'
import { openCredential, sealCredential } from '../jobs/sync/scheduled.ts'
import {
  findSource,
  keptCredential,
  LINK_BY,
  type LinkBy,
  openSource,
  refuseOtherDialect,
  type Source,
  type SourceInput,
  scheduleSource,
} from '../jobs/sync/sources.ts'
import { syncSource } from '../jobs/sync/sync-source.ts'
import { WrongUsage } from './explain.ts'
import { readable } from './mapping.ts'
import { noteAudit } from './note-audit.ts'
import { duration, jsonFlag, privateAddressesOption, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { createProgress } from './progress.ts'
import { printReconciliation, progressOf } from './reconciliation.ts'
import { type OpenStore, secretsOf, withOpenStore } from './with-store.ts'

interface SyncFlags extends StoreFlags {
  from?: string
  org: string
  name?: string
  full?: boolean
  removeMany?: boolean
  reset?: boolean
  dryRun?: boolean
  schedule?: number | 'off'
  overlap?: number
  timeout: number
  privateAddresses?: PrivateAddresses
  rejects?: string
  linkBy?: LinkBy
  rules?: string
  json?: boolean
}
type Credential = Record<string, string>

export function registerSync(program: Command): void {
  const sync = program
    .command('sync')
    .description('pull customers and what hangs on them from a server that speaks one of the platforms’ APIs')
  for (const dialect of dialects) registerDialect(sync, dialect)
}

function registerDialect(sync: Command, dialect: Dialect): void {
  const command = withStore(
    sync.command(dialect.name).description(`from a server that speaks ${dialect.title}`),
  )
    .addOption(
      new Option(
        '--from <base-url>',
        'the server’s address, with or without the platform’s path (default: where this source was before)',
      ).env('CLIENTELE_SYNC_FROM'),
    )
    .requiredOption('--org <slug>', 'organization to bring it into')
  for (const [name, { about }] of Object.entries(dialect.client.credential))
    command.addOption(new Option(`--${flagOf(name)} <text>`, about).env(variableOf(name)))
  command
    .option('--name <name>', `what this source is called here (default: ${dialect.name})`)
    .option('--full', 'read everything, though what changed would do; finds what is gone there')
    .option('--remove-many', 'remove what is gone there even where it is most of what there was')
    .option('--reset', 'forget the checkpoint and which records came from this source, then read everything')
    .option('--dry-run', 'say what would be created, updated and deleted, and write nothing')
    .addOption(
      new Option(
        '--schedule <duration>',
        'sync again so often while `clientele serve` runs; off: no more',
      ).argParser((text) => (text === 'off' ? 'off' : duration(text))),
    )
    .addOption(
      new Option(
        '--overlap <duration>',
        'so long before the last run began changes are asked for again (default: 5m)',
      ).argParser(duration),
    )
    .addOption(
      new Option('--timeout <duration>', 'so long one answer may take')
        .default(60_000, '60s')
        .argParser(duration),
    )
    .addOption(privateAddressesOption('all'))
    .addOption(
      new Option(
        '--link-by <what>',
        'which customers of other sources are the same: those whose e-mail is proven on both sides, with the same e-mail, or none (default: as before, at first verified-email)',
      ).choices(LINK_BY),
    )
    .option(
      '--rules <file>',
      'who wins where sources differ, field by field, for all sources of the organization: a JSON file',
    )
    .option(
      '--rejects <file>',
      'where to write what cannot be taken (default: sync-<org>-<name>.rejects.ndjson)',
    )
    .addOption(jsonFlag())
    .addHelpText('after', helpText(dialect))
    .action((flags: SyncFlags) => syncFrom(dialect, flags))
}

const flagOf = (name: string): string => name.replace(/_/g, '-')
const variableOf = (name: string): string => `CLIENTELE_SYNC_${name.toUpperCase()}`
const propertyOf = (name: string): string =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())

const helpText = ({ client }: Dialect): string => `
Others on this machine can read a command line: give secrets through the environment
(${Object.keys(client.credential).map(variableOf).join(', ')}).
A sync that was interrupted goes on where it was when the same command is given again.
--reset: the records stay, and those that the server still shows are found again by their ids. What has gone there
before is not removed any more, as nothing is known of where it came from.
Only SHOPLINE says whose e-mail address is proven. Where you trust another platform’s addresses, give --link-by email:
else whoever has the address of a customer that another source gave is rejected. \`clientele links\` links by hand.
--schedule keeps the credential, encrypted under the store’s secret key. \`clientele syncs\` shows and stops schedules.`

async function syncFrom(dialect: Dialect, flags: SyncFlags): Promise<void> {
  if (flags.dryRun && flags.schedule !== undefined)
    throw new WrongUsage('--dry-run writes nothing, so it cannot be given with --schedule')
  const name = sourceName(flags.name ?? dialect.name)
  const from = flags.from === undefined ? undefined : addressOf(flags.from, dialect)
  const merging = { ...(flags.linkBy ? { linkBy: flags.linkBy } : {}), ...(await rulesOf(flags.rules)) }
  await withOpenStore(flags, async (open) => {
    const organization = await organizationBySlug(open.store, flags.org)
    const known = await findSource(open.store.records, organization.key, name)
    const baseUrl = from ?? known?.baseUrl
    if (baseUrl === undefined) throw new WrongUsage('give the server’s address with --from')
    refuseOtherDialect(known, dialect.name)
    const credential = await credentialOf(dialect, flags, open, { known, baseUrl })
    await noteAudit(open.store, organization.key, 'sync', `sync ${dialect.name}`)
    await run({
      dialect,
      flags,
      open,
      organization,
      source: { name, dialect: dialect.name, baseUrl, ...merging },
      credential,
    })
  })
}

async function rulesOf(file: string | undefined): Promise<Pick<SourceInput, 'rules'>> {
  if (file === undefined) return {}
  const text = await readable(file, () => readFile(file, 'utf8'))
  try {
    return { rules: readRules(text, file) }
  } catch (error) {
    throw new WrongUsage((error as Error).message)
  }
}

interface Job {
  dialect: Dialect
  flags: SyncFlags
  open: OpenStore
  organization: Organization
  source: SourceInput
  credential: Credential
}

async function run({ dialect, flags, open, organization, source, credential }: Job): Promise<void> {
  const { store, clock } = open
  const { records } = store
  const started = Date.now()
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const progress = createProgress(flags.dryRun ? 'dry run' : 'sync')
  const input = {
    records,
    organization,
    dialect,
    credential,
    send: createHttpSend({
      baseUrl: source.baseUrl,
      timeoutMs: flags.timeout,
      // Whoever types an address on the server's own command line may call it.
      reach: createReach(flags.privateAddresses ?? 'all'),
      signal: stopping.signal,
    }),
    clock,
    full: flags.full ?? false,
    removeMany: flags.removeMany ?? false,
    reset: flags.reset ?? false,
    ...(flags.overlap === undefined ? {} : { overlap: flags.overlap }),
    signal: stopping.signal,
    onProgress: (stream: string, counts: Parameters<typeof progressOf>[1]) =>
      progress.update(progressOf(stream, counts)),
  }
  const seconds = () => Math.round((Date.now() - started) / 10) / 100
  try {
    if (flags.dryRun) {
      const told = await dryRun({ ...input, source }).finally(() => progress.done())
      return printReconciliation(told, { ...flags, seconds: seconds(), rejectsFile: null })
    }
    const opened = await openSource(records, organization.key, source)
    await setSchedule(flags, open, organization, opened, credential)
    const done = await syncSource({ ...input, source: opened }).finally(() => progress.done())
    const path = resolve(flags.rejects ?? `sync-${organization.slug}-${source.name}.rejects.ndjson`)
    const rejectsFile = await writeRejects(records, organization.key, opened, path)
    printReconciliation(done, { ...flags, seconds: seconds(), rejectsFile })
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

async function setSchedule(
  { schedule, ...flags }: SyncFlags,
  { store, clock }: OpenStore,
  organization: Organization,
  source: Source,
  credential: Credential,
): Promise<void> {
  if (schedule === undefined) return
  if (schedule === 'off') return scheduleSource(store.records, organization.key, source, null)
  const secrets = await secretsOf(flags, store)
  await scheduleSource(store.records, organization.key, source, {
    everySeconds: Math.ceil(schedule / 1000),
    sealedCredential: sealCredential(secrets, credential),
    nextRunAt: new Date(clock().getTime() + schedule),
  })
}

/** From the flags and the environment; what a scheduled source keeps where nothing is given. */
async function credentialOf(
  { client }: Dialect,
  flags: SyncFlags,
  { store }: OpenStore,
  { known, baseUrl }: { known: Source | null; baseUrl: string },
): Promise<Credential> {
  const given: Credential = {}
  for (const name of Object.keys(client.credential)) {
    const value = (flags as unknown as Record<string, string | undefined>)[propertyOf(name)]
    if (value) given[name] = value
  }
  const sealed = Object.keys(given).length === 0 ? keptCredential(known, baseUrl) : null
  if (sealed !== null) return openCredential(await secretsOf(flags, store), sealed)
  const missing = Object.entries(client.credential).find(([name, { optional }]) => !optional && !given[name])
  if (missing) throw new WrongUsage(`give --${flagOf(missing[0])}, or set ${variableOf(missing[0])}`)
  return given
}

function addressOf(text: string, dialect: Dialect): string {
  try {
    return readBaseUrl(text, dialect)
  } catch (error) {
    throw new WrongUsage(`--from: ${(error as Error).message}`)
  }
}

function sourceName(name: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name))
    throw new WrongUsage(
      `--name is ${JSON.stringify(name)}. Allowed: letters, digits, dots, dashes and underscores, at most 63`,
    )
  return name
}
