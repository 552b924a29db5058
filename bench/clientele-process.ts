/** A Clientele with demo data in a process of its own; says by message how its lists are reached. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecrets } from '../src/auth/secrets.ts'
import { dialects } from '../src/dialects/index.ts'
import { createDemo } from '../src/jobs/demo/create-demo.ts'
import { createSeededRandom } from '../src/lib/seeded-random.ts'
import { createServer } from '../src/server/compose.ts'
import { createIdentities } from '../src/server/ids.ts'
import { openStore } from '../src/store/open-store.ts'

export interface BenchOrder {
  /** Of an empty PostgreSQL database; the embedded engine when there is none. */
  databaseUrl: string | null
  customers: number
}
export interface BenchServer {
  origin: string
  credentials: Record<string, Record<string, string>>
}

process.once('message', async ({ databaseUrl, customers }: BenchOrder) => {
  const now = new Date()
  let shown: Date | undefined
  const identities = createIdentities(dialects, createSeededRandom(42).bytes)
  const folder = databaseUrl ? null : await mkdtemp(join(tmpdir(), 'clientele-bench-'))
  const store = await openStore({
    ...(databaseUrl ? { databaseUrl, migrate: true } : {}),
    ...(folder ? { folder, durable: false } : {}),
    clock: () => shown ?? new Date(),
    mintIds: identities.mintIds,
  })
  const setTime = (at: Date) => {
    shown = at
  }
  const organization = await createDemo({ seed: 42, customers, now }, { store, identities, setTime })
  shown = undefined
  const { app, services } = createServer({
    store,
    dialects,
    secrets: createSecrets(randomBytes(24).toString('hex')),
    clock: () => new Date(),
    random: (count) => randomBytes(count),
    domain: 'localhost',
    port: 8080,
    log: () => {},
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const credentials: BenchServer['credentials'] = {}
  for (const dialect of dialects) {
    const request = {
      organizations: [organization],
      scopes: [],
      kind: null,
      redirectUris: [],
      expiresAt: null,
    }
    credentials[dialect.name] = (await dialect.createCredential(request, services)).printed
  }
  process.send?.({ origin, credentials } satisfies BenchServer)
  process.once('disconnect', async () => {
    await app.close()
    await store.close()
    if (folder) await rm(folder, { recursive: true, force: true })
    process.exit()
  })
})
