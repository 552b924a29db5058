import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dialects } from '/work/wt/snapshots/src/dialects/index.ts'
import { createDemo } from '/work/wt/snapshots/src/jobs/demo/create-demo.ts'
import { createIdentities } from '/work/wt/snapshots/src/server/ids.ts'
import { openStore } from '/work/wt/snapshots/src/store/open-store.ts'
import { startPostgres } from '/work/wt/snapshots/test/support/postgres-server.ts'
import pg from 'pg'
import { sql } from 'kysely'
const engine = process.argv[2], customers = Number(process.argv[3])
let loc: any, server: any
if (engine === 'embedded') loc = { folder: await mkdtemp('/dev/shm/m-') }
else { server = await startPostgres(); const c = new pg.Client({connectionString: server.url + '/postgres'}); await c.connect(); await c.query('create database x'); await c.end(); loc = { databaseUrl: server.url + '/x', migrate: true } }
const identities = createIdentities(dialects, (n) => randomBytes(n))
let at: Date | undefined
const store = await openStore({ ...loc, clock: () => at ?? new Date(), mintIds: identities.mintIds, durable: false })
const t = async (n: string, f: () => Promise<any>) => { const s = performance.now(); const u = process.cpuUsage(); const r = await f(); const c = process.cpuUsage(u); console.log(engine, customers, n, Math.round(performance.now() - s), 'ms', Math.round((c.user + c.system) / 1000), 'cpu here'); return r }
const org = await t('demo', () => createDemo({ seed: 42, customers, now: new Date() }, { store, identities, setTime: (d: Date) => { at = d } }))
at = undefined
const mk = (slug: string) => store.organizations.create({ ...identities.mintOrganization(), slug, handle: slug, name: slug, currency: 'EUR', timeZone: 'UTC', mode: 'test', profile: {} })

const at2 = (slug: string) => { const { merchantId: _, ...ids } = identities.mintOrganization(); return { ...ids, slug, handle: slug, name: null } }
const edit = (key: number) => store.records.write(key, { kind: 'x' }, async (w: any) => { const l = await w.list(key, { type: 'customer', sort: [], limit: 20 }); for (const c of l) await w.update('customer', c.key, { firstName: 'Z' + Math.random() }); await w.create('customer', [{ email: `a${Math.random()}@b.co` }]) })
await t('save', () => store.copies.save(org.key, 'start'))
let clone: any
for (let i = 0; i < 3; i++) clone = await t('clone', () => store.copies.copy({ organization: org.key, snapshot: 'start' }, at2('c' + i)))
for (let i = 0; i < 3; i++) { await t('  edit', () => edit(org.key)); await t('restore', () => store.copies.restore(org.key, 'start')) }
await t('empty', () => store.copies.empty(clone.key))
await t('delete', () => store.copies.removeOrganization(clone.key))
await store.close(); if (server) await server.stop(); else await rm(loc.folder, { recursive: true })
process.exit(0)
