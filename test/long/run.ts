/** `npm run test:long`: everything at full counts, which takes hours, and the table of what was tried. `--help` tells more. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Tried } from '../support/tried.ts'
import { PARTS, type Part } from './parts.ts'
import { FAILED, isOf, merge, reliability } from './table.ts'

const HELP = `npm run test:long -- [--only <part,…>] [--take <file,…>] [--list]

Runs the parts one after another at full counts and writes docs/reliability.md.
  --only   these parts alone; the rows of the others stay
  --take   runs nothing: takes the lines of files that CLIENTELE_TRIED named while tests were run by hand
  --list   names the parts and their files
The whole suite at full counts, without the table: CLIENTELE_TEST_LONG=1 npx vitest run
`

const KEPT = new URL('tried.ndjson', import.meta.url)
const TABLE = new URL('../../docs/reliability.md', import.meta.url)
const say = (text: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`)

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    take: { type: 'string' },
    list: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
})
const list = (text: string | undefined) => text?.split(',').filter(Boolean) ?? []

if (flags.help) process.stdout.write(HELP)
else if (flags.list)
  for (const { name, files } of PARTS) process.stdout.write(`${name}  ${files.join(' ')}\n`)
else if (flags.take) await keep(await linesOf(list(flags.take)))
else process.exitCode = await runAll(chosen(list(flags.only)))

function chosen(names: readonly string[]): readonly Part[] {
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name))
  if (unknown) {
    process.stderr.write(`there is no part ${unknown}: ${PARTS.map(({ name }) => name).join(', ')}\n`)
    process.exit(2)
  }
  return names.length > 0 ? PARTS.filter(({ name }) => names.includes(name)) : PARTS
}

async function runAll(parts: readonly Part[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-tried-'))
  const failed: string[] = []
  try {
    for (const [place, part] of parts.entries()) {
      say(`${place + 1} of ${parts.length}: ${part.name}: ${part.title}`)
      const file = join(folder, part.name)
      await writeFile(file, '')
      const began = Date.now()
      const code = await vitest(part.files, file)
      const fresh = await linesOf([file])
      if (code !== 0) {
        failed.push(part.name)
        fresh.push(failure(part, code))
      }
      await keep(fresh, part)
      say(`${part.name}: ${fresh.length} rows, ${Math.round((Date.now() - began) / 60_000)} minutes`)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
  if (failed.length > 0) say(`FAILED: ${failed.join(', ')}`)
  return failed.length > 0 ? 1 : 0
}

const failure = ({ name, files }: Part, code: number): Tried => ({
  file: files[0] ?? '',
  test: `tests of ${name} that ${FAILED}`,
  count: 1,
  outcome: `**the run ended with ${code}**`,
  date: new Date().toISOString().slice(0, 10),
})

function vitest(files: readonly string[], tried: string): Promise<number> {
  const env = { ...process.env, CLIENTELE_TEST_LONG: '1', CLIENTELE_TRIED: tried }
  const child = spawn('npx', ['vitest', 'run', '--project', 'suite', ...files], { env, stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

async function linesOf(files: readonly string[]): Promise<Tried[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return texts.flatMap(rowsOf)
}

function rowsOf(text: string): Tried[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/** In place of the part's earlier rows; without one beside them. */
async function keep(fresh: readonly Tried[], part?: Part): Promise<void> {
  const before = rowsOf(await readFile(KEPT, 'utf8').catch(() => ''))
  const rows = merge(part ? before.filter((row) => !isOf(part.files, row)) : before, fresh)
  await writeFile(KEPT, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  await writeFile(TABLE, reliability(rows))
}
