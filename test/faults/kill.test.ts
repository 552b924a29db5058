/** `kill -9` of a server amid mixed writes: whoever was told that something is done finds it done. */
import { afterAll, describe, expect, test } from 'vitest'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'
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
    timeout: 900_000,
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
    await witness.stop()
    expect(await witness.missing()).toEqual([])
    expect(witness.problems).toEqual([])
    expect(witness.counts.cut).toBeGreaterThan(0)
    expect(await shop.run('ledger', 'verify', '--org', 'acme')).toMatchObject({ count: 0 })
    expect(await server?.stop()).toBe(0)
    tried(
      `kill -9 amid mixed writes (${engine})`,
      KILLS,
      `${witness.counts.acknowledged} acknowledged, 0 lost`,
    )
  })
})
