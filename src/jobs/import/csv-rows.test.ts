import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CsvRow, cellsOf, readRows } from './csv-rows.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-rows-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function rowsOf(text: string, delimiter = ','): Promise<CsvRow[]> {
  const file = join(folder, 'rows.csv')
  await writeFile(file, text)
  const rows: CsvRow[] = []
  for await (const row of readRows(file, { delimiter })) rows.push(row)
  return rows
}
const shown = (rows: readonly CsvRow[]) =>
  rows.map((row) => [row.line, 'reason' in row ? row.reason : row.cells])

const UNCLOSED = 'a quote is opened here and never closed'

test('cells with delimiters, quotes and line ends of their own', async () => {
  expect(shown(await rowsOf('a,"b, ""c"""\r\n\r\n"d\r\ne",\n,"f\n\ng"\r"h"'))).toEqual([
    [1, ['a', 'b, "c"']],
    [3, ['d\r\ne', '']],
    [5, ['', 'f\n\ng']],
    [8, ['h']],
  ])
  expect(await rowsOf('')).toEqual([])
  expect(shown(await rowsOf('\ufeffa\tb\n', '\t'))).toEqual([[1, ['a', 'b']]])
})

test('what is no CSV costs its own line, and is told whole', async () => {
  const rows = await rowsOf('a,x"y"z\nb,c\n"d"e,f\ng,h\ni,"open\nj,k\n')
  expect(shown(rows)).toEqual([
    [1, 'a quote in cell 2 neither opens nor closes it'],
    [2, ['b', 'c']],
    [3, 'a quote in cell 1 neither opens nor closes it'],
    [4, ['g', 'h']],
    [5, UNCLOSED],
    [6, ['j', 'k']],
  ])
  expect(rows.map(({ input }) => input)).toEqual(['a,x"y"z', 'b,c', '"d"e,f', 'g,h', 'i,"open', 'j,k'])
  // Only the line that opened is none: the next may be one by itself.
  expect(shown(await rowsOf('"a\n"b"c\nd\n'))).toEqual([
    [1, 'a quote in cell 1 neither opens nor closes it'],
    [2, 'a quote in cell 1 neither opens nor closes it'],
    [3, ['d']],
  ])
})

test('a quote that is never closed takes nothing with it, however much follows', async () => {
  const rows = await rowsOf(`a,"b\n${'c,d\n'.repeat(400_000)}`)
  expect(rows).toHaveLength(400_001)
  expect(rows[0]).toEqual({ line: 1, input: 'a,"b', reason: UNCLOSED })
  expect(rows.at(-1)).toEqual({ line: 400_001, input: 'c,d', cells: ['c', 'd'] })
})

test('what was refused is let go, also where each line opens a quote', async () => {
  const rows = await rowsOf('"a,b\n'.repeat(300_000))
  expect(rows).toHaveLength(300_000)
  expect(rows.at(-1)).toEqual({ line: 300_000, input: '"a,b', reason: UNCLOSED })
})

test('a line that is too long is told by its beginning, also within quotes', async () => {
  const long = 'x'.repeat(1_000_001)
  const tooLong = 'longer than 1000000 characters'
  expect(shown(await rowsOf(`a\n${long}\n"b\n${long}"\nc\n`))).toEqual([
    [1, ['a']],
    [2, tooLong],
    [3, UNCLOSED],
    [4, tooLong],
    [5, ['c']],
  ])
})

test('blanks around quotes, where they are no part of a cell', () => {
  expect(cellsOf(' "a" ,\t" b,c" , d ', { delimiter: ',', trim: true })).toEqual(['a', ' b,c', 'd'])
  expect(cellsOf(' a\t"b"\t', { delimiter: '\t', trim: true })).toEqual(['a', 'b', ''])
  expect(cellsOf(' "a"', { delimiter: ',' })).toEqual({
    reason: 'a quote in cell 1 neither opens nor closes it',
  })
  expect(cellsOf('"a', { delimiter: ',' })).toEqual({ reason: UNCLOSED })
})

const DELIMITER = fc.constantFrom(',', ';', '\t')

test('well-formed files are read as csv-parse reads them', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', 'ż', ' '), maxLength: 6 })
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(rows, DELIMITER, fc.constantFrom('\n', '\r\n'), async (all, delimiter, end) => {
      const written = (value: string) =>
        /["\n]/.test(value) || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value
      const text = all.map((row) => row.map(written).join(delimiter) + end).join('')
      const wanted = parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true })
      expect((await rowsOf(text, delimiter)).map((row) => 'cells' in row && row.cells)).toEqual(wanted)
    }),
    { numRuns: 150 },
  )
})

test('of any text each line is in exactly one row, in its order', async () => {
  const unit = fc.constantFrom('a', '"', '""', ',', '\n', '"\n', '\r\n', ',"')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, maxLength: 40 }), async (text) => {
      const rows = await rowsOf(text)
      const lines = text.split(/\r\n|\n|\r/)
      const told = rows.flatMap(({ line, input }) =>
        input.split(/\r\n|\n|\r/).map((part, index) => [line + index, part]),
      )
      expect(told.filter(([, part]) => part !== '')).toEqual(
        lines.map((part, index) => [index + 1, part]).filter(([, part]) => part !== ''),
      )
      for (const row of rows)
        if ('cells' in row) expect(cellsOf(row.input, { delimiter: ',' })).toEqual(row.cells)
    }),
    { numRuns: 300 },
  )
})
