/** A store that takes no writes any more: they are refused, reads go on, and it writes again where it can. */
import pg from 'pg'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { LONG } from '../support/long.ts'
import { findBinaries, startPostgres } from '../support/postgres-server.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { canMount, mountBreakableDisk, mountSmallDisk } from '../support/small-disk.ts'
import { tried } from '../support/tried.ts'
import { expectNothingLost } from './nothing-lost.ts'
import { ENV, makeShop, type Shop } from './shop.ts'
import { createWitness } from './witness.ts'

const LIST = '/admin/openapi/v20260301/v2/customers.json?limit=1'

let server: Started | undefined
const start = async (at: readonly string[]) => {
  server = await startServe([...at, '--log-level', 'error'], { env: ENV })
}
afterEach(async () => {
  await server?.stop('SIGKILL')
})
const list = async ({ credentials: { shopline } }: Shop) => {
  const headers = { authorization: `Bearer ${shopline.access_token}` }
  return (await fetch(`${server?.origin}${LIST}`, { headers })).status
}
const refusing = async (witness: ReturnType<typeof createWitness>) => {
  const { refused } = witness.counts
  await expect.poll(() => witness.counts.refused, { timeout: 60_000 }).toBeGreaterThan(refused + 10)
}

describe.skipIf(!findBinaries() || !LONG)('a PostgreSQL server', () => {
  let database: Awaited<ReturnType<typeof startPostgres>>
  afterAll(() => database?.stop())

  test('that takes no writes for a while, as one that has become a standby', {
    timeout: 300_000,
  }, async () => {
    database = await startPostgres()
    const url = `${database?.url}/postgres`
    const set = async (value: 'on' | 'off') => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(`alter system set default_transaction_read_only to ${value}`)
      await client.query('select pg_reload_conf()')
      await client.end()
    }
    const at = ['--database-url', url]
    expect(await clientele(['migrate', ...at], ENV)).toMatchObject({ code: 0 })
    await start(at)
    const shop = await makeShop(at)
    const witness = createWitness({ shop, origin: () => server?.origin ?? '' })
    witness.start()
    for (let round = 0; round < 5; round++) {
      await witness.more(30)
      await set('on')
      await refusing(witness)
      expect(await list(shop)).toBe(200)
      await set('off')
    }
    await witness.more(30)
    await expectNothingLost(witness, shop)
    expect(await server?.stop()).toBe(0)
    const { acknowledged, refused } = witness.counts
    tried(
      'PostgreSQL that takes no writes',
      5,
      `${acknowledged} acknowledged, 0 lost; ${refused} refused, reads go on`,
    )
  })
})

describe.skipIf(!LONG || !canMount())('the folder of an embedded store', () => {
  test('that cannot be written from the start: one line, for the server and for commands', async () => {
    const disk = mountSmallDisk(120)
    try {
      const data = `${disk.folder}/data`
      expect(await clientele(['org', 'create', 'acme', '--data', data])).toMatchObject({ code: 0 })
      disk.setReadOnly(true)
      for (const command of [
        ['serve', '--port', '0'],
        ['org', 'create', 'other'],
        ['export', '--org', 'acme'],
      ]) {
        const refused = await clientele([...command, '--data', data])
        expect(refused.stderr, command[0]).toMatch(/^clientele: .*read-only.*\n$/i)
        expect(refused.code).toBe(1)
      }
      disk.setReadOnly(false)
      expect(await clientele(['org', 'create', 'other', '--data', data])).toMatchObject({ code: 0 })
    } finally {
      disk.remove()
    }
  })

  test('whose disk breaks while it serves loses nothing that was acknowledged', {
    timeout: 300_000,
  }, async ({ skip }) => {
    const disk = mountBreakableDisk(300)
    if (!disk) return skip('no disk can be made of a file here')
    try {
      const at = ['--data', `${disk.folder}/data`]
      await start(at)
      const shop = await makeShop(at)
      const witness = createWitness({ shop, origin: () => server?.origin ?? '' })
      witness.start()
      await witness.more(100)
      disk.breakDown()
      await refusing(witness)
      expect([200, 503]).toContain(await list(shop))
      await server?.stop('SIGTERM')
      disk.mend()
      await start(at)
      await witness.more(100)
      await expectNothingLost(witness, shop)
      expect(await server?.stop()).toBe(0)
      const { acknowledged, refused } = witness.counts
      tried(
        'a disk that turns read-only under the embedded store',
        1,
        `${acknowledged} acknowledged, 0 lost; ${refused} refused`,
      )
    } finally {
      await server?.stop('SIGKILL')
      disk.remove()
    }
  })
})
