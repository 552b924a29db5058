import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'

const KILLS = times(1, 20)
const CUSTOMERS = times(80, 300)
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

let folder: string
const started: Started[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-anonymize-'))
})
afterAll(async () => {
  for (const server of started) server.child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** A server that anonymizes whoever asked a second ago or longer. */
async function serve(data: string): Promise<Started> {
  const server = await startServe(['--data', data], { env: { CLIENTELE_ANONYMIZE_AFTER: '1s' } })
  started.push(server)
  return server
}

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await clientele(args)
  if (code !== 0) throw new Error(stderr)
  return stdout
}

interface Line {
  email: string
  first_name: string | null
  anonymization_status: string
}

test('killed at any moment, a server that is started again anonymizes the rest', {
  timeout: 1_800_000,
}, async () => {
  const data = join(folder, 'data')
  await run('org', 'create', 'acme', '--data', data)
  const file = join(folder, 'customers.ndjson')
  const lines = Array.from({ length: CUSTOMERS }, (_, place) => ({
    type: 'customer',
    email: `secret${place}@example.com`,
    first_name: `Secret ${place}`,
    anonymization_status: 'requested',
    anonymization_info: { status: 'requested', requested_at: '2026-01-01T00:00:00.000Z' },
  }))
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'))
  await run('import', file, '--org', 'acme', '--format', 'ndjson', '--data', data)
  const customers = async () =>
    (await run('export', '--org', 'acme', '--data', data))
      .trim()
      .split('\n')
      .map((line): Line => JSON.parse(line))
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await serve(data)
    await moment(50 + Math.random() * 500)
    await server.stop('SIGKILL')
    // Each is wholly erased or not at all, whatever was under way.
    for (const { email, first_name, anonymization_status } of await customers()) {
      const isErased = anonymization_status === 'completed'
      expect(email.endsWith('@anonymized.invalid')).toBe(isErased)
      expect(first_name === null).toBe(isErased)
    }
  }
  const server = await serve(data)
  while ((await customers()).some(({ anonymization_status: status }) => status !== 'completed'))
    await moment(300)
  expect(JSON.stringify(await customers()).toLowerCase()).not.toContain('secret')
  expect(await server.stop()).toBe(0)
  expect(server.output().stderr).not.toContain('failed')
  tried('kill -9 while people are anonymized', KILLS, `${CUSTOMERS} people, each wholly erased or not at all`)
})

test('a wrong delay names itself', async () => {
  const refused = await clientele(['serve', '--data', folder, '--anonymize-after', 'soon'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('--anonymize-after')
})
