/** An upgrade without a pause: the version before and this one serve one database at the same time. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { buildVersion, earlierCommit } from '../support/earlier-version.ts'
import { LONG } from '../support/long.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'
import { ENV, makeShop } from './shop.ts'
import { createWitness } from './witness.ts'

const WRITES = 400
const earlier = LONG ? earlierCommit() : null
if (LONG && !earlier) console.warn('The history is not here: the upgrade from the version before is SKIPPED')

const undo: (() => unknown)[] = []
afterAll(async () => {
  for (const one of undo.reverse()) await one()
})

test.runIf(earlier && inject('postgres'))(
  'both serve and write, and neither loses or outdates a thing',
  {
    timeout: 900_000,
  },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clientele-versions-'))
    undo.push(() => rm(folder, { recursive: true, force: true }))
    const bin = buildVersion(earlier ?? '', join(folder, 'earlier'))
    const postgres = await startPostgres()
    undo.push(() => postgres?.stop())
    const at = ['--database-url', `${postgres?.url}/postgres`]
    const start = async (version?: string): Promise<Started> => {
      const flags = [...at, '--data', folder, '--log-level', 'error']
      const server = await startServe(flags, { env: ENV, ...(version ? { bin: version } : {}) })
      undo.push(() => server.stop('SIGKILL'))
      return server
    }
    expect(await clientele(['migrate', ...at], ENV, bin)).toMatchObject({ code: 0 })
    const before = await start(bin)
    let servers = [before]
    const shop = await makeShop(at, bin)
    let turn = 0
    const witness = createWitness({ shop, origin: () => servers[turn++ % servers.length]?.origin ?? '' })
    witness.start()
    await witness.more(WRITES / 4)
    // The new version refuses what is not migrated; migrating does not stop who writes.
    expect((await clientele(['serve', ...at, '--port', '0'], ENV)).stderr).toMatch(/run `clientele migrate`/)
    const migrated = await clientele(['migrate', ...at, '--json'], ENV)
    expect(JSON.parse(migrated.stdout).applied.length).toBeGreaterThan(0)
    await witness.more(WRITES / 4)
    const after = await start()
    servers = [before, after]
    await witness.more(WRITES)
    servers = [after]
    expect(await before.stop()).toBe(0)
    await witness.more(WRITES / 4)
    await witness.stop()
    expect(await witness.missing()).toEqual([])
    expect(witness.problems, before.output().stderr + after.output().stderr).toEqual([])
    expect(await (await fetch(`${after.origin}/readyz`)).json()).toEqual({ status: 'ready' })
    const verified = await clientele(['ledger', 'verify', '--org', 'acme', ...at, '--json'], ENV)
    expect(JSON.parse(verified.stdout)).toMatchObject({ count: 0 })
    const { acknowledged, refused } = witness.counts
    tried(
      'two versions on one database, and its migration between',
      1,
      `${acknowledged} acknowledged, 0 lost, none outdated; ${refused} × 503`,
    )
  },
)
