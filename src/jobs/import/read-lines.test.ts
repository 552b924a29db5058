import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLines } from './read-lines.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-lines-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function linesOf(text: string, longest?: number) {
  const file = join(folder, 'lines')
  await writeFile(file, text)
  const lines: unknown[] = []
  for await (const { number, text: line, isCut } of readLines(file, undefined, longest))
    lines.push(isCut ? [number, line, 'cut'] : [number, line])
  return lines
}

test('whatever ends a line, and nothing else', async () => {
  expect(await linesOf('\ufeffa\u2028b\nc\r\n\rd\u0085\n\n\ufeffe')).toEqual([
    [1, 'a\u2028b'],
    [2, 'c'],
    [3, ''],
    [4, 'd\u0085'],
    [5, ''],
    [6, '\ufeffe'],
  ])
  expect(await linesOf('')).toEqual([])
  expect(await linesOf('a\n')).toEqual([[1, 'a']])
})

test('as if the text were parted at once, wherever the file’s pieces end', async () => {
  const unit = fc.constantFrom('a', 'ż', '😀', '\r', '\n', '\r\n', 'x'.repeat(65_530), 'y'.repeat(131_070))
  await fc.assert(
    fc.asyncProperty(fc.array(unit, { maxLength: 12 }), async (units) => {
      const text = units.join('')
      const parted = text.split(/\r\n|\n|\r/)
      if (parted.at(-1) === '') parted.pop()
      expect(await linesOf(text)).toEqual(parted.map((line, index) => [index + 1, line]))
    }),
    { numRuns: 60 },
  )
})

test('a line that is too long is told by how it begins; the others are read', async () => {
  const long = `{"a":"${'x'.repeat(300_000)}`
  expect(await linesOf(`a\n${long}\nb`, 100_000)).toEqual([
    [1, 'a'],
    [2, long.slice(0, 200), 'cut'],
    [3, 'b'],
  ])
  expect(await linesOf(long, 1000)).toEqual([[1, long.slice(0, 200), 'cut']])
})
