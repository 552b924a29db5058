import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { times } from '../support/long.ts'
import { clientele } from '../support/process.ts'

const server = inject('postgres')

describe.skipIf(!server)('migrating a PostgreSQL database', () => {
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: `${server}/postgres` })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }

  test('two at once: each migration runs once, and both succeed', async () => {
    for (let round = 0; round < times(2, 10); round++) {
      const name = `m_${randomBytes(6).toString('hex')}`
      const url = `${server}/${name}`
      await administer(`create database ${name}`)
      const refused = await clientele(['serve', '--port', '0', '--database-url', url], env)
      expect(refused.code).toBe(1)
      expect(refused.stderr).toMatch(/run `clientele migrate`/)
      const runs = await Promise.all(
        [1, 2].map(() => clientele(['migrate', '--database-url', url, '--json'], env)),
      )
      for (const run of runs) expect(run).toMatchObject({ code: 0, stderr: '' })
      const applied = runs.map((run) => (JSON.parse(run.stdout) as { applied: string[] }).applied.length)
      expect(Math.min(...applied)).toBe(0)
      expect(Math.max(...applied)).toBeGreaterThan(0)
      await administer(`drop database ${name} with (force)`)
    }
  })

  test('it is spread where there is a cluster, and where there is none that is said, in one line', async () => {
    const name = `m_${randomBytes(6).toString('hex')}`
    const url = `${server}/${name}`
    await administer(`create database ${name}`)
    const spread = await clientele(['migrate', '--distributed', '--database-url', url], env)
    expect(spread.code).toBe(1)
    expect(spread.stderr).toMatch(
      /^clientele: the extension citus is not in this database, so nothing is distributed[^\n]*\n$/,
    )
    // The schema is there for all that.
    expect((await clientele(['org', 'list', '--database-url', url], env)).code).toBe(0)
    await administer(`drop database ${name} with (force)`)
    expect(await clientele(['migrate', '--distributed', '--data', '/nowhere'], env)).toMatchObject({
      code: 2,
    })
  })
})
