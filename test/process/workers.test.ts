/** `serve --workers` as other processes see it: on PostgreSQL, since the embedded store is one process's. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { ENGINES } from '../support/engines.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { createWorld, type World } from '../support/world.ts'

const CUSTOMERS = '/admin/openapi/v20260301/v2/customers.json?limit=1'
const ROUTE = 'dialect="shopline",method="GET",route="/admin/openapi/:version/v2/customers.json",status="200"'
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-workers-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.skipIf(!ENGINES.includes('postgres'))('a server of two workers', () => {
  let world: World
  let server: Started
  let authorization: string
  let admin: string
  beforeAll(async () => {
    world = await createWorld('postgres')
    const { access_token } = await world.credential('shopline', { scopes: ['read_customers'] })
    authorization = `Bearer ${access_token}`
    const parts = { ...world.services, adminTokens: world.store.adminTokens }
    admin = `Bearer ${(await createAdminToken(parts, { name: 'test', expiresAt: null })).token}`
    server = await startServe(
      ['--workers', '2', '--database-url', world.location.databaseUrl ?? '', '--data', folder],
      { env: { CLIENTELE_SECRET_KEY: 'a key for tests only', CLIENTELE_REFUND_DELAY: '1s' } },
    )
  })
  afterAll(async () => {
    await server?.stop()
    await world.close()
  })

  const agents: Agent[] = []
  afterAll(() => {
    for (const agent of agents) agent.destroy()
  })
  const newAgent = (): Agent => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    agents.push(agent)
    return agent
  }
  /** The status; the error's code where there was none. */
  const ask = (agent: Agent): Promise<number | string> =>
    new Promise((resolve) => {
      const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)
      get(`${server.origin}${CUSTOMERS}`, { agent, headers: { authorization } }, (response) => {
        response.on('error', failed).resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      }).on('error', failed)
    })
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers
  const console = async (path: string, method = 'GET'): Promise<any> => {
    const url = `${server.origin}/clientele/v1/organizations/acme${path}`
    const answer = await fetch(url, { method, headers: { authorization: admin } })
    return { status: answer.status, ...((await answer.json()) as object) }
  }
  const metrics = async () => (await fetch(`${server.origin}/metrics`)).text()
  const counted = async () =>
    Number(new RegExp(`_count\\{${ROUTE.replace(/[{}]/g, '\\$&')}\\} (\\d+)`).exec(await metrics())?.[1] ?? 0)
  const children = (): number[] => {
    const { pid } = server.child
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  }
  /** How many requests of the platform the audit tells of. */
  const noted = async (): Promise<number> => {
    let all = 0
    for (let cursor = ''; ; ) {
      const page = await console(`/audit?kind=list&limit=200${cursor && `&cursor=${cursor}`}`)
      for (const { via, requests } of page.entries) if (via === 'shopline') all += requests
      if (page.next_cursor === null) return all
      cursor = page.next_cursor
    }
  }
  const messages = () =>
    server
      .output()
      .stderr.split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))

  test('what it prints is printed once', () => {
    const lines = server.output().stdout.trim().split('\n')
    expect(lines.filter((line) => line.startsWith('Clientele listens on '))).toHaveLength(1)
    expect(lines.filter((line) => line.startsWith('Console (signs in once'))).toHaveLength(1)
    expect(lines.filter((line) => line.startsWith('acme  SHOPLINE'))).toHaveLength(1)
    expect(children()).toHaveLength(3)
  })

  test('the console shows the requests of both, in order, and /metrics adds them up', async () => {
    const all = async () => {
      const seen: { id: string; at: string }[] = []
      for (let before = ''; ; ) {
        const page = await console(`/requests?limit=5${before && `&before=${before}`}`)
        seen.push(...page.requests)
        if (page.next === null) return seen
        before = page.next
      }
    }
    // Of two workers, whose ids differ by what is over when their number is taken by so many.
    const workersOf = (seen: { id: string }[]) =>
      new Set(seen.map(({ id }) => Number(id.split('-')[1]) % 1024)).size
    // Which of them takes a connection is the system's choice: some more, until both have.
    let asked = 0
    let seen: { id: string; at: string }[] = []
    for (let round = 0; round < 30 && workersOf(seen) < 2; round++) {
      for (const agent of Array.from({ length: 12 }, newAgent)) expect(await ask(agent)).toBe(200)
      asked += 12
      seen = await all()
    }
    expect(workersOf(seen)).toBe(2)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(asked)
    expect(seen).toHaveLength(asked)
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .sort()
        .reverse(),
    )
    expect(await console(`/requests/${seen[7]?.id}`)).toMatchObject({ status: 200, id: seen[7]?.id })
    const { requests } = await console('/traffic?period=1h')
    const sum = requests.reduce(
      (all: number, one: { statuses: Record<string, number> }) => all + (one.statuses['2xx'] ?? 0),
      0,
    )
    expect(sum).toBe(asked)
    expect(await counted()).toBe(asked)
    expect(await metrics()).toContain('\nclientele_processes 3\n')
    expect(await console('/requests', 'DELETE')).toMatchObject({ forgotten: asked })
    expect((await console('/requests')).requests).toEqual([])
    // Each notes its own, once: what was read is in the audit as often as it was asked for.
    await expect.poll(noted, { timeout: 30_000, interval: 250 }).toBe(asked)
  })

  test('all are replaced on SIGHUP while requests go on, and none of them fails', async () => {
    // A connection at rest is waited for, lest its client sends on it.
    for (const agent of agents.splice(0)) agent.destroy()
    const before = children()
    const answers: (number | string)[] = []
    let isOver = false
    const clients = Array.from({ length: 4 }, async () => {
      const agent = newAgent()
      while (!isOver) {
        answers.push(await ask(agent))
        await moment(5)
      }
    })
    const counts = await counted()
    const notes = await noted()
    server.child.kill('SIGHUP')
    await expect
      .poll(() => messages().map(({ message }) => message), { timeout: 100_000, interval: 200 })
      .toContain('reloaded')
    await moment(200)
    isOver = true
    await Promise.all(clients)
    expect(answers.filter((one) => one !== 200)).toEqual([])
    expect(answers.length).toBeGreaterThan(20)
    expect(children().filter((pid) => before.includes(pid))).toEqual([])
    expect(children()).toHaveLength(3)
    // What those noted who are gone is there, and nothing is there twice.
    await expect.poll(noted, { timeout: 30_000, interval: 250 }).toBe(notes + answers.length)
    // What those who are gone had counted is counted still.
    expect(await counted()).toBeGreaterThanOrEqual(counts + answers.length - 4)
  })

  test('one that dies is replaced, and what was due when the jobs died is done', async () => {
    const [beside = 0, answers = 0] = children().sort((a, b) => a - b)
    process.kill(answers, 'SIGKILL')
    process.kill(beside, 'SIGKILL')
    const organization = world.organization.key
    const refund = await world.store.records.write(organization, {}, async (writer) => {
      const [customer] = await writer.create('customer', [{ email: 'ada@example.com' }])
      const customerKey = customer?.key ?? 0
      const money = { customerKey, currency: 'USD', amount: 500 }
      const [order] = await writer.create('order', [{ ...money, status: 'completed' }])
      const paid = { ...money, orderKey: order?.key ?? 0, paidAt: new Date() }
      const [payment] = await writer.create('payment', [paid])
      const [made] = await writer.create('refund', [
        { ...money, paymentKey: payment?.key ?? 0, state: 'submitted' },
      ])
      return made?.key ?? 0
    })
    expect(await ask(newAgent())).toBe(200)
    await expect
      .poll(() => children().filter((pid) => pid !== beside && pid !== answers).length, { timeout: 60_000 })
      .toBe(3)
    await expect
      .poll(async () => (await world.store.records.find(organization, 'refund', 'key', refund))?.state, {
        timeout: 60_000,
      })
      .toBe('recorded')
    await expect.poll(async () => (await console('/requests')).status, { timeout: 60_000 }).toBe(200)
    expect(messages().filter(({ message }) => message === 'a worker has ended')).toHaveLength(2)
  })

  test('it ends in order when it is told to', async () => {
    const before = children()
    expect(await server.stop()).toBe(0)
    for (const pid of before) expect(() => process.kill(pid, 0)).toThrow()
  })
})

test('the embedded store is one process’s: workers are refused in one line that says what to do', async () => {
  const run = await clientele(['serve', '--workers', '2', '--data', join(folder, 'none')])
  expect(run.stderr).toMatch(
    /^clientele: --workers needs --database-url: .*`clientele export` and `import`\n$/,
  )
  expect(run.code).toBe(2)
})

test('what is wrong with the store is said once, and nothing is left behind', async () => {
  const run = await clientele(
    [
      'serve',
      '--workers',
      '2',
      '--port',
      '0',
      '--data',
      folder,
      '--database-url',
      'postgres://postgres@127.0.0.1:1/x',
    ],
    { CLIENTELE_SECRET_KEY: 'a key for tests only' },
  )
  expect(run.stderr).toMatch(/^clientele: cannot reach the store: .*\n$/)
  expect(run.code).toBe(1)
})
