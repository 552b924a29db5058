/** A disk that fills up amid writes: what was acknowledged is there, the rest was refused, and it goes on when there is room. */
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { lockOwner } from '../../src/store/embedded/lock.ts'
import { times } from '../support/long.ts'
import { type Started, startServe } from '../support/process.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import { tried } from '../support/tried.ts'
import { ENV, makeShop } from './shop.ts'
import { createWitness } from './witness.ts'

const ROUNDS = times(1, 5)
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Until the engine cannot go on: more than what its log has room for. */
async function fillLog(folder: string): Promise<void> {
  const owner = await lockOwner(folder)
  const client = new pg.Client({ host: owner?.socketFolder ?? '', user: 'postgres', database: 'postgres' })
  // It ends, and its connections with it.
  client.on('error', () => {})
  await client.connect()
  const fill = async () => {
    for (;;) await client.query("select pg_logical_emit_message(true, 'x', repeat('x', 1000000))")
  }
  await expect(fill()).rejects.toThrow(/No space left on device|Connection terminated/)
  await client.end().catch(() => {})
}

const disk = mountSmallDisk(200)
afterAll(() => disk?.remove())

describe.skipIf(!disk)('the embedded store on a disk that is full', () => {
  let server: Started | undefined
  afterAll(() => server?.stop('SIGKILL'))

  test('refuses writes and loses none', { timeout: 600_000 }, async () => {
    const at = ['--data', `${disk?.folder}/data`]
    server = await startServe([...at, '--log-level', 'error'], { env: ENV })
    const shop = await makeShop(at)
    const witness = createWitness({ shop, origin: () => server?.origin ?? '' })
    witness.start()
    for (let round = 0; round < ROUNDS; round++) {
      await witness.more(50)
      disk?.fill()
      await moment(2000)
      await fillLog(`${disk?.folder}/data`)
      await moment(3000)
      console.log(
        witness.counts,
        witness.problems.slice(0, 5),
        server
          .output()
          .stderr.split('\n')
          .filter((l) => !l.includes('disk full') && !l.includes('unreach'))
          .slice(0, 30),
        server.child.exitCode,
      )
      disk?.free()
    }
    await witness.more(50)
    await witness.stop()
    expect(await witness.missing()).toEqual([])
    expect(witness.problems).toEqual([])
    expect(witness.counts.refused).toBeGreaterThan(0)
    expect(await shop.run('ledger', 'verify', '--org', 'acme')).toMatchObject({ count: 0 })
    expect(await server.stop()).toBe(0)
    tried(
      'a full disk under the embedded store',
      ROUNDS,
      `${witness.counts.acknowledged} acknowledged, 0 lost`,
    )
  })
})
