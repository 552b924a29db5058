/** `kill -9` of a server amid mixed writes: whoever was told that something is done finds it done. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { ENGINES, freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'
import { expectNothingLost } from './nothing-lost.ts'
import { ENV, makeShop } from './shop.ts'
import { createWitness } from './witness.ts'

const KILLS = times(1, 20)

describe.each(PROCESS_ENGINES)('a server on %s', (engine) => {
  let server: Started | undefined
  let drop = async () => {}
  afterAll(async () => {
    await server?.stop('SIGKILL')
    await drop()
  })

  test('killed amid mixed writes it has all that it acknowledged, and the ledger agrees', {
    timeout: 1_800_000,
  }, async () => {
    const store = await freshStore(engine)
    drop = store.drop
    const { folder, databaseUrl } = store.location
    const at = databaseUrl ? ['--database-url', databaseUrl] : ['--data', `${folder}/data`]
    const start = async () => {
      server = await startServe([...at, '--log-level', 'error'], { env: ENV })
    }
    await start()
    const shop = await makeShop(at)
    const witness = createWitness({ shop, origin: () => server?.origin ?? '' })
    witness.start()
    for (let kill = 0; kill < KILLS; kill++) {
      await witness.more(10 + Math.floor(Math.random() * 60))
      await server?.stop('SIGKILL')
      await start()
    }
    await witness.more(50)
    await expectNothingLost(witness, shop)
    expect(witness.counts.cut).toBeGreaterThan(0)
    expect(await server?.stop()).toBe(0)
    tried(
      `kill -9 amid mixed writes (${engine})`,
      KILLS,
      `${witness.counts.acknowledged} acknowledged, 0 lost`,
    )
  })
})

/** What lives two thirds of this three times is not taken for one that cannot start. */
const PACE_MS = 4500

test.runIf(LONG && ENGINES.includes('postgres'))(
  'workers killed amid mixed writes are replaced, and nothing is lost',
  { timeout: 900_000 },
  async () => {
    const store = await freshStore('postgres')
    const folder = await mkdtemp(join(tmpdir(), 'clientele-workers-'))
    const at = ['--database-url', store.location.databaseUrl ?? '']
    const flags = [...at, '--data', folder, '--workers', '2', '--log-level', 'error']
    const server = await startServe(flags, { env: ENV })
    const { pid } = server.child
    /** Two that answer and one that works beside them, the oldest first. */
    const workers = () =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
    try {
      const shop = await makeShop(at)
      const witness = createWitness({ shop, origin: () => server.origin })
      witness.start()
      for (let kill = 0; kill < KILLS; kill++) {
        await witness.more(20)
        await sleep(PACE_MS)
        process.kill(workers()[0] ?? 0, 'SIGKILL')
        await expect.poll(() => workers().length, { timeout: 60_000 }).toBe(3)
      }
      await witness.more(20)
      await expectNothingLost(witness, shop, server.output().stderr)
      expect(await server.stop()).toBe(0)
      const { acknowledged, cut } = witness.counts
      tried('workers killed amid mixed writes', KILLS, `${acknowledged} acknowledged, 0 lost; ${cut} cut off`)
    } finally {
      await server.stop('SIGKILL')
      await store.drop()
      await rm(folder, { recursive: true, force: true })
    }
  },
)
