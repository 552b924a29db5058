/** Makes the already migrated embedded store that every new data folder starts from: `dist/template`. */
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { TEMPLATE } from '../dist/store/embedded/engine.js'
import { schemaHash } from '../dist/store/migrate.js'
import { openStore } from '../dist/store/open-store.js'

const folder = await mkdtemp(join(tmpdir(), 'clientele-template-'))
await rm(TEMPLATE, { recursive: true, force: true })
const store = await openStore({ folder, clock: () => new Date(), mintIds: () => ({ random: randomBytes }) })
await store.close()
await cp(join(folder, 'pg'), new URL('pg', TEMPLATE), { recursive: true })
// A package holds files only: PostgreSQL's empty folders are written down.
const entries = await readdir(join(folder, 'pg'), { recursive: true, withFileTypes: true })
const folders = entries.filter((entry) => entry.isDirectory())
await writeFile(
  new URL('folders.json', TEMPLATE),
  JSON.stringify(folders.map((entry) => relative(join(folder, 'pg'), join(entry.parentPath, entry.name)))),
)
await writeFile(new URL('schema-hash', TEMPLATE), await schemaHash())
await rm(folder, { recursive: true, force: true })
