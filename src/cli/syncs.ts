/** `clientele syncs`: the servers that an organization is synced from. */
import type { Command } from 'commander'
import type { RunCounts } from '../jobs/sync/counts.ts'
import { writeRejects } from '../jobs/sync/rejects-file.ts'
import { findSource, type Source, scheduleSource } from '../jobs/sync/sources.ts'
import { Refusal } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson, printTable } from './print.ts'
import { printStreams } from './reconciliation.ts'
import { type OpenStore, withOpenStore } from './with-store.ts'

interface SyncsFlags extends StoreFlags {
  org: string
  json?: boolean
  rejects?: string
}

const MOST_SOURCES = 10_000

export function registerSyncs(program: Command): void {
  const syncs = program.command('syncs').description('the servers that an organization is synced from')
  const sub = (name: string, description: string) =>
    withStore(syncs.command(name).description(description))
      .requiredOption('--org <slug>', 'the organization')
      .addOption(jsonFlag())

  sub('list', 'show them: the last run, the next one, what went wrong').action((flags: SyncsFlags) =>
    withOpenStore(flags, async ({ store }) => {
      const { key } = await organizationBySlug(store, flags.org)
      const sources = await store.records.list(key, {
        type: 'source',
        sort: [{ field: 'name' }],
        limit: MOST_SOURCES,
      })
      if (flags.json) printJson(sources.map(present))
      else printTable(sources.map(present))
    }),
  )
  sub('show', 'show one, with what its last run did')
    .argument('<name>', 'what it is called')
    .option('--rejects <file>', 'also write what the last run could not take into this file')
    .action((name: string, flags: SyncsFlags) =>
      withOpenStore(flags, async (open) => {
        const { organization, source } = await sourceOf(open, flags, name)
        const rejects = flags.rejects
          ? await writeRejects(open.store.records, organization, source, flags.rejects)
          : null
        const shown = { ...present(source), ...(flags.rejects ? { rejects_file: rejects } : {}) }
        if (flags.json) return printJson({ ...shown, last_run: source.lastRun, under_way: underWay(source) })
        for (const [member, value] of Object.entries(shown))
          process.stdout.write(`${member.padEnd(16)}${value ?? '-'}\n`)
        const counts = (underWay(source) ?? source.lastRun) as unknown as RunCounts | null
        if (counts?.streams) printStreams(counts)
      }),
    )
  sub('stop', 'sync from it no more by itself, and forget its credential')
    .argument('<name>', 'what it is called')
    .action((name: string, flags: SyncsFlags) =>
      withOpenStore(flags, async (open) => {
        const { organization, source } = await sourceOf(open, flags, name)
        await scheduleSource(open.store.records, organization, source, null)
        if (flags.json) printJson({ name, every: null })
        else process.stdout.write(`${name} is not synced by itself any more\n`)
      }),
    )
}

async function sourceOf({ store }: OpenStore, flags: SyncsFlags, name: string) {
  const { key: organization } = await organizationBySlug(store, flags.org)
  const source = await findSource(store.records, organization, name)
  if (!source)
    throw new Refusal(`${flags.org} has no source ${name}: \`clientele syncs list\` shows those it has`)
  return { organization, source }
}

const underWay = ({ runKind, counts }: Source) => (runKind === null ? null : counts)

const present = (source: Source): Record<string, string | null> => ({
  name: source.name,
  dialect: source.dialect,
  from: source.baseUrl,
  state: source.lockedBy
    ? 'running'
    : source.runKind !== null
      ? 'interrupted'
      : source.since
        ? 'up to date'
        : source.lastRun
          ? 'next reads all'
          : 'never finished',
  every: source.everySeconds === null ? null : `${source.everySeconds}s`,
  last_finished: (source.lastRun?.finishedAt as string | undefined) ?? null,
  next_run: source.nextRunAt?.toISOString() ?? null,
  error: source.lastError,
})
