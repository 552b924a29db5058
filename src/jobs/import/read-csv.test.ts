import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordsOf } from './read-csv.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-csv-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(text: string) {
  const file = join(folder, 'customers.csv')
  await writeFile(file, text)
  const rows: { line: number; input: string; reason?: string }[] = []
  const reader = recordsOf({ columns: ['Email', 'Name'], delimiter: ',' }, () => [])
  for await (const row of reader(file, () => {})) rows.push(row)
  return rows
}

test('a row that is no CSV is told with its own text and not with that of those before it', async () => {
  const rows = await read('Email,Name\na@example.com,A"x\nb@example.com,B"y\nc@example.com,C\n')
  expect(rows.map(({ input }) => input).join('\n')).not.toMatch(/a@example[\s\S]*a@example/)
  expect(rows.map(({ reason }) => reason !== undefined)).toEqual([true, true, false])
  expect(rows.map(({ input }) => input.includes('a@example.com'))).toEqual([true, false, false])
  expect(rows[2]).toMatchObject({ line: 4, input: 'c@example.com,C' })
})

test('many of them in a row cost as much each as few', async () => {
  const broken = (count: number) => `Email,Name\n${'"a"b,c\n'.repeat(count)}`
  const characters = async (count: number) =>
    (await read(broken(count))).reduce((sum, { input }) => sum + input.length, 0)
  expect(await characters(5000)).toBeLessThan(12 * (await characters(500)))
})
