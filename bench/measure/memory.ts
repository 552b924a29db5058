/** Resident memory of a server under lists of all platforms, deep pages and searches, while customers are written. */
import { ASKS, type AskName } from '../asks.ts'
import { residentBytes } from '../load/cpu.ts'
import { serve } from '../servers/serve.ts'
import { type ServerSpec, serveOptions, sizeName, targetOf } from '../servers/sides.ts'
import type { LoadDeps } from './load-sides.ts'
import type { Measured } from './measured.ts'

const MEGABYTE = 2 ** 20
const WRITES_A_SECOND = 10

export async function measureMemory(spec: ServerSpec, minutes: number, deps: LoadDeps): Promise<Measured> {
  const store = await deps.stores.get(spec.engine, spec.customers)
  // What is written must not stay in the store that other rows read.
  const copy = await deps.stores.copy(spec.customers)
  const server = await serve({ databaseUrl: copy.databaseUrl }, serveOptions(spec))
  const sizes: number[] = []
  const watch = setInterval(() => sizes.push(residentBytes(server.pid) / MEGABYTE), 1000)
  let requests = 0
  let written = 0
  let failure: Error | null = null
  try {
    const create = await creator(store, server)
    const writes = setInterval(() => {
      create().then(
        () => void written++,
        (error: Error) => {
          failure ??= error
        },
      )
    }, 1000 / WRITES_A_SECOND)
    const until = performance.now() + minutes * 60_000
    for (let turn = 0; performance.now() < until; turn++) {
      const name = Object.keys(ASKS)[turn % Object.keys(ASKS).length] as AskName
      const fired = await deps.fire(await targetOf(name, store, server), { ...deps.load, seconds: 4 })
      requests += fired.requests
      if (turn % 16 === 0) deps.say(`${sizes.at(-1)?.toFixed(0)} MB after ${requests} requests`)
    }
    clearInterval(writes)
    if (failure) throw failure
    const last = residentBytes(server.pid) / MEGABYTE
    return {
      values: [last],
      parts: [
        { name: 'most while it ran', value: Math.max(last, ...sizes), unit: 'MB' },
        { name: 'minutes', value: minutes, unit: 'min' },
        { name: 'requests', value: requests, unit: '' },
        { name: 'customers written', value: written, unit: '' },
      ],
      note: `${sizeName(spec.customers)} customers, hot pages on, every list and search in turns, ${WRITES_A_SECOND} customers written a second`,
    }
  } finally {
    clearInterval(watch)
    await server.stop()
    await copy.drop()
  }
}

/** Writes one customer after another through the API. */
async function creator(
  store: Parameters<typeof targetOf>[1],
  server: Parameters<typeof targetOf>[2],
): Promise<() => Promise<void>> {
  const { headers } = await targetOf('first', store, server)
  let number = 0
  return async () => {
    const body = { data: { type: 'customers', attributes: { email: `written${number++}@example.com` } } }
    const response = await fetch(`${server.origin}/api/customers`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/vnd.api+json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (response.status !== 201)
      throw new Error(`A customer was not written: ${response.status} ${text.slice(0, 200)}`)
  }
}
