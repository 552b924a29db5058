#!/usr/bin/env node
/**
 * Sends a sync into the traps of a sandbox and ends with 1 where it fell into one:
 *
 *     clientele demo --customers 300 --json > demo.json &
 *     node run.mjs demo.json easycart node my-sync.mjs
 *
 * The command is run twice: it reads everything first, then what changed. It finds BASE_URL and the members of a credential
 * (TOKEN, ACCESS_TOKEN, CLIENT_ID …) in its environment, and STEP, which is `full` or `incremental`.
 */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'

const [file, dialect, command, ...options] = process.argv.slice(2)
if (!command) {
  console.error('usage: run.mjs <demo.json> <dialect> <command> [<argument> …]')
  process.exit(2)
}
const { admin, organization } = JSON.parse(await readFile(file, 'utf8'))

async function ask(method, path, body) {
  const answer = await fetch(`${admin.base_url}${path}`, {
    method,
    headers: { authorization: `Bearer ${admin.token}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json()
}

// The traps change customers: they get a copy of the demo's organization.
const slug = `traps-${randomUUID().slice(0, 8)}`
const { base_urls } = await ask('POST', '/organizations', {
  slug,
  from_snapshot: { organization, name: 'start' },
})
const credential = await ask('POST', `/organizations/${slug}/credentials`, {
  dialect,
  ...(dialect === 'shopline' ? { scopes: ['read_customers'] } : {}),
})
const environment = Object.fromEntries(
  Object.entries(credential).map(([name, value]) => [name.toUpperCase(), value]),
)
const traps = `/organizations/${slug}/traps`
let run = await ask('POST', traps, { dialect })
while (run.step !== 'finished') {
  const { status } = spawnSync(command, options, {
    stdio: 'inherit',
    env: { ...process.env, ...environment, BASE_URL: base_urls[dialect], STEP: run.step },
  })
  if (status !== 0) console.log(`The ${run.step} sync ended with ${status}.`)
  run = await ask('POST', `${traps}/done`, { step: run.step })
}
for (const { title, status, evidence, advice } of run.traps) {
  console.log(`${status === 'caught' ? '✗' : status === 'passed' ? '✓' : '–'} ${title}`)
  if (status !== 'passed') console.log(`    ${evidence}`)
  if (status === 'caught') console.log(`    ${advice}`)
}
await ask('DELETE', `/organizations/${slug}`)
process.exit(run.verdict === 'passed' ? 0 : 1)
