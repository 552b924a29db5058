/** `npm run bench`: measures the rows of table.ts and writes bench/RESULTS.md and bench/results.svg. `--help` tells more. */
import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { startBenchPostgres } from './data/postgres.ts'
import { createStores, SEED, verify } from './data/stores.ts'
import { HELP, readFlags } from './flags.ts'
import { chooseLoader } from './load/fire.ts'
import { measureRow } from './measure/measure-row.ts'
import { machine, versions } from './report/circumstances.ts'
import { keepOutcomes, mergeOutcomes } from './report/kept-outcomes.ts'
import { markdown, table } from './report/markdown.ts'
import { figuresOf, type Outcome, show, showTarget, verdict } from './report/outcome.ts'
import { plot } from './report/plot.ts'
import { createPeers, peerVersions } from './servers/peers.ts'
import { chooseRows } from './table.ts'

const flags = readFlags(process.argv.slice(2))
if (flags.help) {
  process.stdout.write(HELP)
  process.exit()
}
const say = (text: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`)
mkdirSync(flags.dataDir, { recursive: true })
const loader = chooseLoader()
const postgres = await startBenchPostgres(flags.dataDir)
if (!postgres) say('PostgreSQL is not installed here: only the embedded store is measured')
const stopAll = async () => void (await postgres?.stop())
process.once('SIGINT', () => void stopAll().finally(() => process.exit(130)))
process.once('SIGTERM', () => void stopAll().finally(() => process.exit(143)))

const stores = createStores(flags.dataDir, postgres, say)
const peers = createPeers({ dataDir: flags.dataDir, postgres, stores, say })
const load = { connections: flags.connections, seconds: flags.seconds }
const deps = {
  stores,
  peers,
  postgres,
  load,
  fire: loader.fire,
  rounds: flags.rounds,
  minutes: flags.minutes,
  say,
}
const fresh: Outcome[] = []
try {
  for (const [engine, customers] of flags.prepare) {
    const prepared = await stores.get(engine, customers)
    if (flags.verify) say(`${customers} on ${engine}: ${await verify(prepared)}`)
  }
  const rows = flags.prepare.length > 0 ? [] : chooseRows(flags)
  for (const [place, row] of rows.entries()) {
    say(`${place + 1} of ${rows.length}: ${row.id}: ${row.title}`)
    const outcome = await measured(row)
    fresh.push(outcome)
    await keepOutcomes(flags.dataDir, fresh)
  }
} finally {
  await stopAll()
}

if (fresh.length > 0) {
  const outcomes = flags.only.length > 0 ? await mergeOutcomes(flags.dataDir, fresh) : fresh
  const circumstances = {
    date: new Date(),
    machine: machine(),
    versions: versions(postgres, loader.name, peerVersions),
    load: `${load.connections} connections, ${flags.rounds} rounds of ${load.seconds} s for each side, in turns`,
    seed: SEED,
  }
  if (flags.write) {
    await writeFile(new URL('RESULTS.md', import.meta.url), markdown(outcomes, circumstances))
    await writeFile(new URL('results.svg', import.meta.url), plot(outcomes))
  }
  process.stdout.write(`${flags.json ? JSON.stringify(outcomes, null, 2) : table(fresh)}\n`)
}

async function measured(row: Outcome['row']): Promise<Outcome> {
  try {
    const found = await measureRow(row.measurement, deps)
    const outcome = { row, measured: found, reason: null }
    const { value, least, most } = figuresOf(found)
    say(
      `${row.id}: ${show(value)} (${show(least)} – ${show(most)}) ${showTarget(row.target)} ${verdict(outcome)}`,
    )
    return outcome
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n')
    say(`${row.id} is not measured: ${(error as Error).message}`)
    return { row, measured: null, reason: reason.slice(0, 200) }
  }
}
