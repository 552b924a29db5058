/**
 * `npm run bench [-- --json --seconds 5 --rounds 3 --connections 10 --customers 1000 --database-url …]`
 * PostgreSQL takes part where its binaries are installed, or an empty database is named.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startPostgres } from '../test/support/postgres-server.ts'
import { measureEngine } from './measure.ts'
import { markdown, table } from './report.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '10' },
    customers: { type: 'string', default: '1000' },
    'database-url': { type: 'string' },
  },
})

const count = (name: 'seconds' | 'rounds' | 'connections' | 'customers'): number => {
  const value = Number(values[name])
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} ${values[name]}: use a whole number`)
  return value
}
const load = { seconds: count('seconds'), rounds: count('rounds'), connections: count('connections') }
const customers = count('customers')

const results = await measureEngine('embedded', { databaseUrl: null, customers }, load)
const postgres = values['database-url'] ? null : await startPostgres()
const databaseUrl = values['database-url'] ?? (postgres ? `${postgres.url}/postgres` : null)
try {
  if (databaseUrl) results.push(...(await measureEngine('postgres', { databaseUrl, customers }, load)))
  else console.error('No PostgreSQL here: only the embedded engine is measured')
} finally {
  await postgres?.stop()
}

await writeFile(new URL('RESULTS.md', import.meta.url), markdown(results, load, customers, new Date()))
for (const { endpoint, engine, skipped } of results)
  if (skipped) console.error(`${endpoint} on ${engine} is skipped: it ${skipped}`)
console.log(values.json ? JSON.stringify(results) : table(results))
