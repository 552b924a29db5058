import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientele, type Started, startServe } from '../support/process.ts'

let base: string
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'clientele-serve-'))
})
afterAll(() => rm(base, { recursive: true, force: true }))

describe('a running server on its folder', () => {
  let data: string
  let server: Started
  beforeAll(async () => {
    data = join(base, 'running')
    const env = { CLIENTELE_ASSUME: 'easycart.pageSize=50, shopline.strictContentType=true' }
    server = await startServe(['--data', data, '--rate-limits', '--strict-filters'], { env })
  })
  afterAll(() => server.stop())

  test('organizations and tokens are made through it, and work at once', async () => {
    const org = await clientele(['org', 'create', 'acme', '--data', data, '--json'])
    expect(org).toMatchObject({ code: 0, stderr: '' })
    const token = await clientele([
      ...['token', 'create', '--org', 'acme', '--dialect', 'commerce-layer', '--data', data, '--json'],
    ])
    const { client_id, client_secret } = JSON.parse(token.stdout)
    const answer = await fetch(`${server.origin}/oauth/token`, {
      method: 'POST',
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    expect(answer.status).toBe(200)
    const { access_token } = (await answer.json()) as { access_token: string }
    const list = await fetch(`${server.origin}/api/customers?filter[q][nothing_eq]=x`, {
      headers: { Authorization: `Bearer ${access_token}` },
    })
    expect(await list.json()).toMatchObject({ errors: [{ code: 'FILTER_NOT_ALLOWED' }] })
  })

  test('it answers under the assumptions that were chosen', async () => {
    const create = ['token', 'create', '--org', 'acme', '--dialect', 'shopline', '--data', data, '--json']
    const { access_token } = JSON.parse((await clientele(create)).stdout)
    const list = await fetch(`${server.origin}/admin/openapi/v20260301/v2/customers.json`, {
      headers: { Authorization: `Bearer ${access_token}` },
    })
    expect([list.status, await list.json()]).toEqual([
      400,
      { errors: 'Content-Type: must be application/json' },
    ])
  })

  test('a second server on the folder is refused in one line that names the first', async () => {
    const second = await clientele(['serve', '--port', '0', '--data', data])
    expect(second.code).toBe(1)
    expect(second.stderr).toBe(
      `clientele: ${data} is in use by process ${server.child.pid}: stop it first, or work through it\n`,
    )
  })

  test('it says how it is', async () => {
    expect(await (await fetch(`${server.origin}/healthz`)).json()).toEqual({ status: 'ok' })
    expect(await (await fetch(`${server.origin}/readyz`)).json()).toEqual({ status: 'ready' })
  })

  test('a request that asks for a fault does not get it: this is no sandbox', async () => {
    const headers = { 'Clientele-Fault': 'server-error' }
    expect((await fetch(`${server.origin}/api/customers`, { headers })).status).toBe(401)
  })

  test('the log has a line for each request, without its query, its secrets or an e-mail address', async () => {
    await fetch(`${server.origin}/api/customers/ada%40example.com?q=secret-query`, {
      headers: { Authorization: 'Bearer secret-token' },
    })
    await expect.poll(() => server.output().stderr).toContain('/api/customers/[redacted]')
    const lines = server.output().stderr.trim().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      level: 'info',
      message: 'request',
      method: 'GET',
      status: expect.any(Number),
    })
    expect(server.output().stderr).not.toMatch(/secret-query|secret-token|ada/)
  })
})

describe('settings', () => {
  test.each([
    [['--port', '99999'], {}, /--port.*'99999'.*whole number from 0 to 65535/],
    [['--port', 'http'], {}, /--port.*'http'.*whole number from 0 to 65535/],
    [[], { CLIENTELE_PORT: '-1' }, /'-1'.*CLIENTELE_PORT.*whole number from 0 to 65535/],
    [['--domain', 'a b'], {}, /--domain.*'a b'.*host name/],
    [['--database-url', 'mysql://x'], {}, /--database-url.*'mysql:\/\/x'.*postgres:/],
    [[], { CLIENTELE_TLS: 'maybe' }, /CLIENTELE_TLS is "maybe".*1, true, 0, false/],
    [['--log-level', 'loud'], {}, /--log-level.*'loud'.*info, warn, error, silent/],
    [['--tls-cert', 'x.pem'], {}, /--tls-cert and --tls-key belong together/],
    [['--tls-cert', '/none', '--tls-key', '/none'], {}, /--tls-cert is "\/none"/],
  ] as const)('%j %j is refused with exit code 2', async (args, env, text) => {
    const data = join(base, 'wrong')
    const run = await clientele(['serve', '--data', data, ...args], env)
    expect(run.stderr).toMatch(text)
    expect(run.code).toBe(2)
    expect(existsSync(data)).toBe(false)
  })

  test('a port in use is one line that names it', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const run = await clientele(['serve', '--port', String(port), '--data', join(base, 'port')])
    expect(run).toMatchObject({
      code: 1,
      stderr: `clientele: port ${port} is in use: choose another with --port\n`,
    })
    other.close()
  })
})

describe('HTTPS', () => {
  let data: string
  let server: Started
  let ca: string
  beforeAll(async () => {
    data = join(base, 'tls')
    expect((await clientele(['org', 'create', 'acme', '--handle', 'acme-shop', '--data', data])).code).toBe(0)
    server = await startServe(['--data', data, '--tls', '--domain', 'shop.test', '--sandbox'])
    ca = await readFile(join(data, 'tls/ca.pem'), 'utf8')
  })
  afterAll(() => server.stop())

  /** Asks as a client would that resolves every name to this machine. */
  const ask = (name: string, path = '/healthz', headers = {}) =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(server.origin)
      request(
        {
          host: '127.0.0.1',
          port,
          path,
          ca,
          servername: name,
          headers: { host: name, ...headers },
          agent: false,
        },
        (response) => resolve(response.resume().statusCode ?? 0),
      )
        .on('error', reject)
        .end()
    })

  test('the certificate names the domain, auth, dashboard and every slug and handle', async () => {
    expect(server.origin).toMatch(/^https:/)
    for (const name of [
      'shop.test',
      'auth.shop.test',
      'dashboard.shop.test',
      'acme.shop.test',
      'acme-shop.shop.test',
    ])
      expect(await ask(name)).toBe(200)
    await expect(ask('nobody.shop.test')).rejects.toThrow(/altnames/)
    await expect(ask('other.test')).rejects.toThrow(/altnames/)
  })

  test('in a sandbox requests fail as they ask', async () => {
    const fails = (fault: string) => ask('acme.shop.test', '/api/v1/customers', { 'Clientele-Fault': fault })
    expect(await fails('server-error')).toBe(500)
    await expect(fails('drop-connection')).rejects.toThrow('socket hang up')
  })

  test('a new organization needs no restart', async () => {
    await clientele(['org', 'create', 'globex', '--data', data])
    expect(await ask('globex.shop.test')).toBe(200)
  })

  test('the authority stays the same, and only its owner reads its key', async () => {
    expect((await stat(join(data, 'tls/ca-key.pem'))).mode & 0o777).toBe(0o600)
    expect(await server.stop()).toBe(0)
    server = await startServe(['--data', data, '--tls', '--domain', 'shop.test'])
    expect(await readFile(join(data, 'tls/ca.pem'), 'utf8')).toBe(ca)
    expect(await ask('globex.shop.test')).toBe(200)
  })
})
