/** `clientele person` beside a running server, as a person or a script runs it. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientele, type Started, startServe } from '../support/process.ts'

let folder: string
let data: string
let server: Started
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-person-'))
  data = join(folder, 'data')
  expect((await clientele(['org', 'create', 'acme', '--data', data])).code).toBe(0)
  const people = join(folder, 'people.ndjson')
  const lines = [
    { type: 'customer', short_id: 'AdaAdaAda1', email: 'Ada@example.com', first_name: 'Adelaide' },
    { type: 'customer', short_id: '1234567890', email: 'bob@example.com' },
    { type: 'customer', number_id: '1234567890', email: 'cid@example.com' },
    {
      type: 'order',
      reference: 'o1',
      customer: { short_id: 'AdaAdaAda1' },
      status: 'completed',
      currency: 'USD',
      amount: 500,
    },
    {
      type: 'order',
      reference: 'o2',
      customer_email: 'ADA@example.com',
      status: 'completed',
      currency: 'USD',
      amount: 5,
    },
  ]
  await writeFile(people, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const read = await clientele([
    'import',
    people,
    '--org',
    'acme',
    '--format',
    'ndjson',
    '--data',
    data,
    '--json',
  ])
  expect(JSON.parse(read.stdout)).toMatchObject({ created: 5, rejected: 0 })
  server = await startServe(['--data', data])
})
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

const person = (...args: string[]) => clientele(['person', ...args, '--org', 'acme', '--data', data])

test('export writes one document, into a file for its owner alone, or to standard output', async () => {
  const file = join(folder, 'ada.json')
  const run = await person('export', 'ADA@example.com', '--out', file, '--json')
  expect([run.code, run.stderr]).toEqual([0, ''])
  const said = JSON.parse(run.stdout)
  expect(said).toMatchObject({ short_id: 'AdaAdaAda1', not_linked: 1, file })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const document = JSON.parse(await readFile(file, 'utf8'))
  expect(document).toMatchObject({
    organization: 'acme',
    person: { email: 'Ada@example.com', first_name: 'Adelaide' },
    records: { order: [{ reference: 'o1', amount: 500 }] },
    not_linked: [{ type: 'order' }],
  })
  const shown = await person('export', said.uuid_id)
  expect({ ...JSON.parse(shown.stdout), exported_at: '' }).toEqual({ ...document, exported_at: '' })
})

test.each([
  [
    ['export', 'nobody@example.com'],
    1,
    'no customer of acme has the e-mail address or id "nobody@example.com"',
  ],
  [['export', '1234567890'], 1, '"1234567890" means two customers of acme: give the UUID, '],
  [['erase', 'ada@example.com'], 2, 'which cannot be undone. Give --yes to do it'],
  [['export', 'ada@example.com', '--json'], 2, '--out <file>'],
  [['export'], 2, "missing required argument 'person'"],
  [['export', 'ada@example.com', '--out', '/none/x.json'], 1, '/none/x.json cannot be written'],
] as const)('%j is refused with %i in one line', async (args, code, text) => {
  const run = await person(...args)
  expect([run.code, run.stdout]).toEqual([code, ''])
  expect(run.stderr).toContain(text)
  expect(run.stderr.trim().split('\n')).toHaveLength(1)
})

test('erase says what would go, does it, and finds nothing the second time', async () => {
  const dry = JSON.parse((await person('erase', 'ada@example.com', '--dry-run', '--json')).stdout)
  expect(dry).toMatchObject({ dry_run: true, erased: { customer: 1 }, not_linked: [{ type: 'order' }] })
  expect((await person('export', 'AdaAdaAda1')).stdout).toContain('Adelaide')
  const done = await person('erase', 'ada@example.com', '--yes', '--json')
  expect([done.code, done.stderr]).toEqual([0, ''])
  expect(JSON.parse(done.stdout)).toEqual({ ...dry, dry_run: false })
  expect((await person('export', 'AdaAdaAda1')).stdout).not.toContain('Adelaide')
  const again = await person('erase', 'AdaAdaAda1', '--yes')
  expect([again.code, again.stdout]).toEqual([0, 'customer AdaAdaAda1: nothing is left to erase\n'])
  const verified = await clientele(['ledger', 'verify', '--org', 'acme', '--data', data])
  expect([verified.code, verified.stdout]).toEqual([0, '3 customers, 0 differences, 0 repaired\n'])
})
