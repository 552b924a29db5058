/**
 * The built `clientele serve --tls` on a new store, once for all clients' tests. Their processes are told to
 * trust its authority the way the vendor's users would: NODE_EXTRA_CA_CERTS, set before Node starts.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startServe } from '../support/process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The data folder of the running server. */
    data: string
    /** What the vendor calls `domain`: the host below which `auth` and the organizations are, with its port. */
    domain: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), 'clientele-clients-'))
  const forget = () => rm(data, { recursive: true, force: true })
  const port = String(await freePort())
  const server = await startServe([
    '--data',
    data,
    '--tls',
    '--domain',
    'cl.test',
    '--port',
    port,
    '--log-level',
    'error',
    '--private-addresses',
    'all',
  ]).catch(async (error) => {
    await forget()
    throw error
  })
  project.config.env = { ...project.config.env, NODE_EXTRA_CA_CERTS: join(data, 'tls/ca.pem') }
  project.provide('data', data)
  project.provide('domain', `cl.test:${port}`)
  return async () => {
    await server.stop()
    await forget()
    // Only faults of the server itself are logged at that level; no answer to a client may hide one.
    const { stderr } = server.output()
    if (stderr) throw new Error(`the server logged errors:\n${stderr}`)
  }
}

/** Known beforehand, because the tokens' issuer names it. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
