/** What PostgreSQL alone does of the statement behind a list: pgbench, prepared, as many clients as the load has. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openStore } from '../../src/store/open-store.ts'
import type { BenchPostgres } from '../data/postgres.ts'
import { ORGANIZATION, type Stores } from '../data/stores.ts'
import { type Measured, median } from './measured.ts'
import { inlined, type Statement } from './statement.ts'

const run = promisify(execFile)

export interface FloorDeps {
  stores: Stores
  postgres: BenchPostgres
  rounds: number
  seconds: number
  connections: number
}

export async function measureFloor(customers: number, deps: FloorDeps): Promise<Measured> {
  const { at } = await deps.stores.get('postgres', customers)
  const databaseUrl = at.databaseUrl ?? ''
  const script = await listScript(databaseUrl)
  const folder = await mkdtemp(join(tmpdir(), 'clientele-bench-'))
  try {
    const file = join(folder, 'list.sql')
    await writeFile(file, script)
    const flags = [
      '-n',
      '-M',
      'prepared',
      '-f',
      file,
      '-c',
      String(deps.connections),
      '-T',
      String(deps.seconds),
    ]
    const values: number[] = []
    for (let round = 0; round < deps.rounds; round++) {
      const { stdout } = await run(join(deps.postgres.binaries, 'pgbench'), [...flags, databaseUrl])
      values.push(Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? 0))
    }
    return {
      values,
      parts: [{ name: 'pgbench', value: median(values), unit: 'transactions/s' }],
      note: `${deps.connections} clients, the list of ten customers as the store asks for it`,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The statement as the store sends it. */
async function listScript(databaseUrl: string): Promise<string> {
  const heard: Statement[] = []
  const store = await openStore({
    databaseUrl,
    clock: () => new Date(),
    mintIds: noIds,
    onQuery: (text, _, values) => heard.push({ text, values }),
  })
  try {
    const organization = (await store.organizations.bySlug(ORGANIZATION))?.key ?? 0
    await store.records.list(organization, {
      type: 'customer',
      sort: [{ field: 'createdAt' }, { field: 'key' }],
      limit: 10,
    })
    const statement = heard.find(({ text }) => /^select[\s\S]*\bcustomers\b/.test(text))
    if (!statement) throw new Error(`No list among ${heard.map(({ text }) => text.slice(0, 80)).join(' | ')}`)
    return `${inlined(statement).replace(/\s+/g, ' ')};\n`
  } finally {
    await store.close()
  }
}

/** Nothing is written. */
const noIds = () => ({ shortId: '', numberId: '', uuidId: '' })
