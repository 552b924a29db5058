/** The built product as an operator runs it: `clientele serve` in a process of its own, and the credentials of a caller. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../../test/support/postgres-server.ts'
import { endsWithUs } from './children.ts'

const CLIENTELE = fileURLToPath(new URL('../../bin/clientele', import.meta.url))
/** Of the bench's own stores only: what it signs is thrown away with them. */
const SECRET_KEY = 'bench-secret-key-123456'
const run = promisify(execFile)

export interface StoreAt {
  databaseUrl?: string
  folder?: string
}
export interface ServeOptions {
  /** Flags of `serve` beside the store's, such as `--workers 2`. */
  flags?: readonly string[]
  env?: Readonly<Record<string, string>>
  /** For Node itself, such as `--cpu-prof` or `--import`. */
  nodeFlags?: readonly string[]
  cwd?: string
}
export interface ServerProcess {
  origin: string
  pid: number
  stop(): Promise<void>
}

const storeFlags = ({ databaseUrl, folder }: StoreAt) =>
  databaseUrl ? ['--database-url', databaseUrl] : ['--data', folder ?? '']

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  ...process.env,
  CLIENTELE_SECRET_KEY: SECRET_KEY,
  ...more,
})

/** Runs a command of the product to its end and gives what it prints. */
export async function clientele(store: StoreAt, command: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [CLIENTELE, ...command, ...storeFlags(store)], {
    env: environment(),
    maxBuffer: 1e8,
  })
  return stdout
}

export async function serve(store: StoreAt, options: ServeOptions = {}): Promise<ServerProcess> {
  const port = await freePort()
  const flags = ['serve', ...storeFlags(store), '--port', String(port), '--log-level', 'error']
  const command = [...(options.nodeFlags ?? []), CLIENTELE, ...flags, ...(options.flags ?? [])]
  const child = endsWithUs(
    spawn(process.execPath, command, {
      env: environment(options.env),
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  let said = ''
  const listens = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4000)
      if (said.includes('Clientele listens on')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`clientele serve ended with ${code}: ${said}`)))
    child.once('error', reject)
  })
  await listens
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}
