import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'

const KILLS = times(1, 20)
/** A page of a list. */
const PAYMENTS = 25
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

let folder: string
let server: Started | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-refunds-'))
})
afterAll(async () => {
  server?.child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

test('killed while the provider confirms, a server that is started again records each refund once', {
  timeout: 1_800_000,
}, async () => {
  const at = ['--data', join(folder, 'data')]
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await clientele([...args, ...at])
    if (code !== 0) throw new Error(stderr)
    return stdout
  }
  const start = async () => {
    server = await startServe([...at, '--log-level', 'error'], { env: { CLIENTELE_REFUND_DELAY: '1s' } })
  }
  await run('org', 'create', 'acme')
  const payments = Array.from({ length: PAYMENTS }, () => randomUUID())
  const file = join(folder, 'books.ndjson')
  const lines = payments.flatMap((uuid_id, place) => {
    const customer = { reference: `C${place}` }
    const money = { customer, currency: 'PLN', amount: 1000 + place }
    return [
      { type: 'customer', ...customer, email: `c${place}@example.com` },
      { type: 'order', reference: `O${place}`, ...money, status: 'completed' },
      {
        type: 'payment',
        uuid_id,
        ...money,
        order: { reference: `O${place}` },
        paid_at: '2026-01-01T00:00:00Z',
      },
    ]
  })
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'))
  await run('import', file, '--org', 'acme', '--format', 'ndjson')
  const { token } = JSON.parse(
    await run('token', 'create', '--org', 'acme', '--dialect', 'easycart', '--json'),
  )
  const headers = { Authorization: `Bearer ${token}` }
  await start()
  for (const id of payments) {
    const answer = await fetch(`${server?.origin}/api/v1/transactions/${id}/refunds`, {
      method: 'POST',
      headers,
    })
    expect(answer.status).toBe(202)
  }
  /** How many there are of what the first page of a list shows. */
  const count = async (path: string): Promise<number> => {
    const answer = await fetch(`${server?.origin}/api/v1${path}`, { headers })
    return ((await answer.json()) as { items: unknown[] }).items.length
  }
  for (let kill = 0; kill < KILLS; kill++) {
    await moment(1000 + Math.random() * 300)
    await server?.stop('SIGKILL')
    await start()
  }
  while ((await count('/transactions?status=full')) < PAYMENTS) await moment(100)
  expect(await count('/orders?status=refunded')).toBe(PAYMENTS)
  expect(await count('/transactions?status=partial')).toBe(0)
  await run('ledger', 'verify', '--org', 'acme')
  expect(await server?.stop()).toBe(0)
  tried('kill -9 while refunds are confirmed', KILLS, `${PAYMENTS} refunds, each recorded once`)
})
