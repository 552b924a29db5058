/** An organization with payments that can be refunded, and credentials of each platform, made through the command line. */
import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientele } from '../support/process.ts'

export interface Shop {
  /** Of payments in PLN, 1,000,000 minor units each: nobody refunds so much. */
  payments: readonly string[]
  /** How much was taken back of each payment: acknowledged, and asked for. */
  refunds: Map<string, { acknowledged: number; sent: number }>
  credentials: {
    commerceLayer: { client_id: string; client_secret: string }
    shopline: { access_token: string }
    easycart: { token: string }
  }
  /** Runs a command on the store, to its end; what it prints as JSON. */
  run(...args: string[]): Promise<unknown>
}

const PAYMENTS = 20

/** For servers and commands on the store. */
export const ENV = { CLIENTELE_SECRET_KEY: 'a key for tests only', CLIENTELE_REFUND_DELAY: '1s' }

/** `makeShop(['--data', folder])`, where a server runs: commands go through it, or beside it. `bin`: of another version. */
export async function makeShop(at: readonly string[], bin?: string): Promise<Shop> {
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await clientele([...args, ...at, '--json'], ENV, bin)
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`)
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  }
  await run('org', 'create', 'acme', '--currency', 'PLN')
  const payments = Array.from({ length: PAYMENTS }, () => randomUUID())
  const file = join(tmpdir(), `books-${payments[0]}.ndjson`)
  await writeFile(file, payments.flatMap(linesOf).join('\n'))
  await run('import', file, '--org', 'acme', '--format', 'ndjson').finally(() => rm(file))
  const create = (dialect: string, ...more: string[]) =>
    run('token', 'create', '--org', 'acme', '--dialect', dialect, ...more)
  const credentials = {
    commerceLayer: await create('commerce-layer'),
    shopline: await create('shopline', '--scope', 'read_customers', 'write_customers'),
    easycart: await create('easycart'),
  }
  const refunds = new Map(payments.map((id) => [id, { acknowledged: 0, sent: 0 }]))
  return { payments, refunds, credentials, run }
}

function linesOf(uuid_id: string, place: number): string[] {
  const customer = { reference: `C${place}` }
  const money = { customer, currency: 'PLN', amount: 1_000_000 }
  const order = { reference: `O${place}` }
  return [
    { type: 'customer', ...customer, email: `payer-${place}@example.com` },
    { type: 'order', ...order, ...money, status: 'completed' },
    { type: 'payment', uuid_id, ...money, order, paid_at: '2026-01-01T00:00:00Z' },
  ].map((line) => JSON.stringify(line))
}
