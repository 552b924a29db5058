/** docs/reliability.md: what was tried and how it went. */
import type { Tried } from '../support/tried.ts'
import { LEAST, PARTS } from './parts.ts'

/** A row of a part's own, which stands for tests of it that failed. */
export const FAILED = 'failed'

export const isOf = (files: readonly string[], { file }: Tried): boolean =>
  files.some((one) => (one.endsWith('/') ? file.startsWith(one) : file === one))

/** The first part that has the file: one may be in a folder that another part names. */
const partOf = (row: Tried) => PARTS.find(({ files }) => isOf(files, row))

const keyOf = ({ file, test }: Tried) => `${file} ${test}`

/** Tests that tell of the same thing, one for each route say, are one row. */
function addUp(rows: readonly Tried[]): Map<string, Tried> {
  const all = new Map<string, Tried>()
  for (const row of rows) {
    const before = all.get(keyOf(row))
    all.set(keyOf(row), before ? { ...row, count: before.count + row.count } : row)
  }
  return all
}

/** Later rows stand in place of earlier ones of the same test. */
export function merge(kept: readonly Tried[], fresh: readonly Tried[]): Tried[] {
  const all = new Map([...kept.map((row) => [keyOf(row), row] as const), ...addUp(fresh)])
  const place = (row: Tried) => PARTS.findIndex(({ files }) => isOf(files, row))
  return [...all.values()].sort(
    (a, b) => place(a) - place(b) || compare(a.file, b.file) || compare(a.test, b.test),
  )
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const figure = (count: number) => count.toLocaleString('en')

export function reliability(rows: readonly Tried[]): string {
  const least = LEAST.map(({ what, of, least: wanted }) => {
    const found = rows.filter(({ test }) => of.test(test)).reduce((sum, { count }) => sum + count, 0)
    return `| ${what} | ${figure(wanted)} | ${figure(found)} | ${found >= wanted ? 'yes' : '**not yet**'} |`
  })
  const parts = PARTS.flatMap((part) => {
    const own = rows.filter((row) => partOf(row) === part)
    if (own.length === 0) return []
    const lines = own.map(
      ({ test, count, outcome, date }) =>
        `| ${test} | ${figure(count)} | ${outcome.replaceAll('|', '\\|')} | ${date} |`,
    )
    return [`\n## ${part.title}\n`, '| test | tried | outcome | when |', '|---|---|---|---|', ...lines]
  })
  return `# Reliability

Written by \`npm run test:long\`, of what its tests tell when they have passed. \`npm run test:long -- --only faults,load\`
runs some parts and leaves the others' rows; what every test does is in its file.

| at the least | wanted | tried | reached |
|---|---|---|---|
${least.join('\n')}
${parts.join('\n')}
`
}
