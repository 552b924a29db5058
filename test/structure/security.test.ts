import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = new URL('../../', import.meta.url)
const text = readFileSync(new URL('docs/security.md', ROOT), 'utf8')

test('every test that docs/security.md names is there', () => {
  const named = [...text.matchAll(/`((?:test|src)\/[\w./-]+\.test\.ts)`/g)].map(([, path]) => path ?? '')
  expect(new Set(named).size).toBeGreaterThan(30)
  expect(named.filter((path) => !existsSync(fileURLToPath(new URL(path, ROOT))))).toEqual([])
})

test('every line of the threat model names one', () => {
  const [, model = ''] = text.split('## Who, what, through where')
  const lines = (model.split('\n## ')[0] ?? '').split('\n').filter((line) => /^\| (?!who \| what)/.test(line))
  expect(lines.length).toBeGreaterThan(20)
  expect(lines.filter((line) => !/\.test\.ts/.test(line))).toEqual([])
})

test('who finds a weakness is told where to say so', () => {
  expect(readFileSync(new URL('SECURITY.md', ROOT), 'utf8')).toMatch(/## Reporting/)
})
