/**
 * Clients that send slowly, half, or nothing, that never read their answer, that are half gone or wholly: each is ended
 * within its time, and whoever asks in between is answered as ever.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EngineName, freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'

/** Of each kind, all at once. */
const COUNT = times(8, 100)
const ROUNDS = times(1, 4)
const TIMEOUT_MS = 2000
/** Somebody whose connection takes one answer after another has a time for each. */
const PATIENCE_MS = 120_000
/**
 * Enough for those who are answered at a time, a connection one request, and fewer than there are bodies to come: if these
 * held places, nobody would be let in.
 */
const MOST_IN_WORK = 2 * COUNT + 4
const LIST = '/admin/openapi/v20260301/v2/customers.json'
const CREATE = '/admin/openapi/v20260301/customers.json'
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

interface Client {
  socket: Socket
  text(): string
  port(): number | undefined
  closed: Promise<void>
  isClosed(): boolean
}

interface Kind {
  name: string
  /** Says what it has to say. */
  begin(client: Client, head: (method: string, path: string, more?: string) => string): void
  /** What it has got when it is ended; null: it does not look. */
  got: RegExp | null
  /** To its end. */
  sends?: true
  /** Of so many others one: what the system takes for each of these is ten megabytes. */
  among?: number
}

/** A byte every tenth of the time that it has, for ever. */
const drip = ({ socket, isClosed }: Client, text: string) => {
  let at = 0
  const timer = setInterval(() => {
    if (isClosed()) return clearInterval(timer)
    socket.write(text[at++ % text.length] ?? '')
  }, TIMEOUT_MS / 10)
}
const PLAIN_408 = /^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n/
/** Many times what the system takes for a client that does not read. */
const LONG_ANSWERS = 60

const KINDS: readonly Kind[] = [
  {
    name: 'headers a byte at a time',
    begin: (client) => {
      client.socket.write('GET /api/customers HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
      drip(client, 'slow')
    },
    got: PLAIN_408,
    sends: true,
  },
  { name: 'silence', begin: () => {}, got: PLAIN_408 },
  {
    name: 'a body a byte at a time',
    begin: (client, head) => {
      client.socket.write(head('POST', '/api/v1/customers', 'Content-Length: 100000\r\n'))
      drip(client, '{"name":"a')
    },
    got: /^HTTP\/1\.1 408 [\s\S]*\r\nConnection: close\r\n[\s\S]*"Request Timeout"/i,
    sends: true,
  },
  {
    name: 'a body announced and never sent',
    begin: ({ socket }, head) =>
      void socket.write(head('POST', '/api/customers', 'Content-Length: 100000\r\n')),
    got: /^HTTP\/1\.1 408 [\s\S]*"code":\s?"REQUEST_TIMEOUT"/,
  },
  {
    name: 'a body in pieces that never ends',
    begin: ({ socket }, head) =>
      void socket.write(`${head('POST', LIST, 'Transfer-Encoding: chunked\r\n')}2\r\n{ \r\n`),
    got: /^HTTP\/1\.1 408 [\s\S]*"errors":\s?"Request Timeout"/,
  },
  {
    name: 'answers that are never read',
    begin: ({ socket }, head) => {
      socket.pause()
      socket.write(head('GET', '/docs/assets/reader.js').repeat(LONG_ANSWERS))
    },
    got: null,
    among: 4,
  },
  {
    name: 'lists that are never read',
    begin: ({ socket }, head) => {
      socket.pause()
      socket.write(head('GET', `${LIST}?limit=50`).repeat(LONG_ANSWERS * 20))
    },
    got: null,
    among: 4,
  },
  {
    name: 'a reset in the midst of a request',
    begin: ({ socket }, head) => {
      socket.write(`${head('POST', '/api/customers', 'Content-Length: 100000\r\n')}{"data":`)
      setTimeout(() => socket.resetAndDestroy(), 100)
    },
    got: null,
  },
  {
    name: 'a reset in the midst of an answer',
    begin: ({ socket }, head) => {
      socket.once('data', () => socket.resetAndDestroy())
      socket.write(head('GET', '/docs/assets/reader.js').repeat(LONG_ANSWERS))
    },
    got: null,
  },
]

/** From which ports somebody is connected to this one, as its server sees it (proc(5), net/tcp): open, or left by its client. */
const heldBy = (port: number): Set<number> =>
  new Set(
    readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/[\s:]+/))
      .filter(([, , local = '', , , state = '']) => parseInt(local, 16) === port && /^0[18]$/.test(state))
      .map(([, , , , remote = '']) => parseInt(remote, 16)),
  )

describe.each(PROCESS_ENGINES)('a server on %s among clients that are slow', (engine: EngineName) => {
  let store: Awaited<ReturnType<typeof freshStore>>
  let server: Started
  let authorization: string
  const clients: Client[] = []
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  beforeAll(async () => {
    store = await freshStore(engine)
    const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }
    const { folder, databaseUrl } = store.location
    const at = databaseUrl ? ['--database-url', databaseUrl] : ['--data', `${folder}/data`]
    server = await startServe(
      [
        ...[...at, '--log-level', 'error', '--client-timeout', `${TIMEOUT_MS / 1000}s`],
        ...['--max-waiting', String(MOST_IN_WORK)],
      ],
      { env },
    )
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await clientele([...args, ...at, '--json'], env)
      expect([code, stderr]).toEqual([0, ''])
      return JSON.parse(stdout)
    }
    await run('org', 'create', 'acme')
    const scopes = ['--scope', 'read_customers', 'write_customers']
    const { access_token } = await run('token', 'create', '--org', 'acme', '--dialect', 'shopline', ...scopes)
    authorization = `Bearer ${access_token}`
    for (let n = 0; n < 50; n++) {
      const made = await fetch(`${server.origin}${CREATE}`, {
        method: 'POST',
        headers: { Authorization: authorization, 'Content-Type': 'application/json' },
        body: JSON.stringify({ customer: { email: `c${n}@example.com`, note: 'x'.repeat(500) } }),
      })
      expect(made.status, await made.text()).toBeLessThan(300)
    }
  })
  afterAll(async () => {
    for (const { socket } of clients) socket.destroy()
    agent.destroy()
    await server?.stop('SIGKILL')
    await store?.drop()
  })

  const head = (method: string, path: string, more = '') =>
    `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\n${more}\r\n`
  function newClient(): Client {
    const socket = connect({
      port: Number(new URL(server.origin).port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    })
    let text = ''
    let isClosed = false
    let port: number | undefined
    socket.once('connect', () => {
      port = socket.localPort
    })
    socket.setEncoding('latin1').on('data', (part: string) => {
      // The first of it says all; what is never read is much.
      if (text.length < 10_000) text += part
    })
    // Ended by the server, which may not have read all that was sent.
    socket.on('error', () => {}).on('end', () => socket.end())
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        isClosed = true
        resolve()
      })
    })
    const client = { socket, text: () => text, port: () => port, closed, isClosed: () => isClosed }
    clients.push(client)
    return client
  }

  /** Connections and files that the server has open. */
  const open = () => readdirSync(`/proc/${server.child.pid}/fd`).length
  const memory = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1])
  /** Somebody as ever: milliseconds to a whole answer. */
  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      get(`${server.origin}${LIST}?limit=50`, { agent, headers: { authorization } }, (answer) => {
        answer.resume().on('end', () => {
          if (answer.statusCode === 200) resolve(performance.now() - began)
          else reject(new Error(`answered with ${answer.statusCode}`))
        })
      }).on('error', reject)
    })

  test('each is ended in time, others are answered, and nothing is left of them', {
    timeout: 600_000,
  }, async () => {
    for (let n = 0; n < 20; n++) await ask()
    const before = open()
    const took: number[] = []
    let count = 0
    const kept: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now()
      const slow = KINDS.flatMap((kind) =>
        Array.from({ length: COUNT / (kind.among ?? 1) }, () => ({ kind, client: newClient() })),
      )
      await Promise.all(
        slow.map(({ client: { socket } }) => new Promise((resolve) => socket.once('connect', resolve))),
      )
      for (const { kind, client } of slow) kind.begin(client, head)
      count += slow.length
      while (open() > before && performance.now() - began < TIMEOUT_MS * 2 + PATIENCE_MS) {
        took.push(await ask())
        await moment(10)
      }
      const held = heldBy(Number(new URL(server.origin).port))
      const holding = slow.filter(({ client }) => held.has(client.port() ?? 0)).map(({ kind }) => kind.name)
      expect(holding).toEqual([])
      expect(open()).toBeLessThanOrEqual(before)
      expect(performance.now() - began).toBeGreaterThan(TIMEOUT_MS)
      for (const { client } of slow) client.socket.resume()
      await Promise.all(slow.map(({ client }) => client.closed))
      // Where a byte was on its way when the connection was closed, the system takes back what was said last (RFC 9112, 9.6).
      for (const { kind, client } of slow)
        if (kind.got && !(kind.sends && client.text() === ''))
          expect(client.text(), kind.name).toMatch(kind.got)
      // What was in work for a client that is gone is finished all the same, a moment later on a busy machine.
      await expect
        .poll(async () => (await fetch(`${server.origin}/metrics`)).text(), { timeout: 5000 })
        .toMatch(/^clientele_requests_in_work 0$/m)
      kept.push(memory())
    }
    expect(server.output().stderr).toBe('')
    const [second = 0, last = 0] = [kept[1], kept.at(-1)]
    if (ROUNDS > 2) expect(last).toBeLessThan(second + 50_000)
    const sorted = took.sort((a, b) => a - b)
    const p99 = Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0)
    tried(
      `slow and half-open clients (${engine})`,
      count,
      `${KINDS.length} kinds, each ended in time; ${took.length} others answered meanwhile, p99 ${p99} ms`,
    )
  })

  test('a client that is half closed after its request is answered', async () => {
    const body = JSON.stringify({ customer: { email: 'half@example.com' } })
    const asked = [
      { said: head('GET', `${LIST}?limit=50`), got: /^HTTP\/1\.1 200 [\s\S]*\}$/ },
      { said: head('GET', `${LIST}?limit=50`), got: /^HTTP\/1\.1 200 [\s\S]*\}$/ },
      { said: head('GET', '/docs/shopline.json'), got: /^HTTP\/1\.1 200 / },
      {
        said: `${head('POST', CREATE, `Content-Length: ${body.length}\r\n`)}${body}`,
        got: /^HTTP\/1\.1 20\d [\s\S]*half@example.com/,
      },
    ]
    for (const { said, got } of asked) {
      const client = newClient()
      client.socket.end(said)
      await client.closed
      expect(client.text()).toMatch(got)
    }
  })
})
