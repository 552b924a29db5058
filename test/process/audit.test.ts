/** What a server noted is kept when it stops, and can be asked for at the command line. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { clientele, startServe } from '../support/process.ts'

describe.each(PROCESS_ENGINES)('the audit of a served store on %s', (engine) => {
  let base: string
  let store: string[]
  let drop: () => Promise<void>
  const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await clientele([...args, ...store, '--json'], env)
    expect([args[0], code, stderr]).toEqual([args[0], 0, ''])
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  }
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'clientele-audit-'))
    const fresh = await freshStore(engine)
    drop = fresh.drop
    const { folder, databaseUrl } = fresh.location
    store = databaseUrl ? ['--database-url', databaseUrl] : ['--data', folder ?? '']
  })
  afterAll(async () => {
    await drop?.()
    await rm(base, { recursive: true, force: true })
  })

  test('reads up to the last moment before SIGTERM, exports and erasures', async () => {
    const server = await startServe(store, { env })
    const { id } = await run('org', 'create', 'acme')
    const { access_token } = await run(
      'token',
      'create',
      '--org',
      'acme',
      '--dialect',
      'shopline',
      '--scope',
      'read_customers',
      '--scope',
      'write_customers',
    )
    const ask = async (path: string, body?: object) => {
      const answer = await fetch(`${server.origin}/admin/openapi/v20260301${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      expect(answer.status).toBe(200)
      return (await answer.json()) as { customer: { id: string } }
    }
    expect(id).toBeTruthy()
    const { customer } = await ask('/customers.json', { customer: { email: 'ada@example.com' } })
    await ask(`/customers/v2/${customer.id}.json`)
    // Well before the two seconds are over.
    await server.stop()
    await run('person', 'export', 'ada@example.com', '--org', 'acme', '--out', join(base, 'ada.json'))
    await run('person', 'erase', customer.id, '--org', 'acme', '--yes')
    const { entries } = await run('audit', '--org', 'acme', '--customer', customer.id)
    expect(entries.map(({ kind, via }: { kind: string; via: string }) => `${kind} ${via}`)).toEqual([
      'erase cli',
      'export cli',
      'read shopline',
      'change shopline',
    ])
    expect(entries[2]).toMatchObject({
      who: expect.stringMatching(/^sl_/),
      requests: 1,
      trace_id: expect.any(String),
    })
    expect((await run('audit', '--org', 'acme', '--kind', 'erase', '--since', '1h')).entries).toHaveLength(1)
    expect(JSON.stringify(entries)).not.toContain('ada@')
    const gone = await clientele(['audit', '--org', 'acme', '--customer', 'ada@example.com', ...store], env)
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('outlives an erasure')])
  })
})
