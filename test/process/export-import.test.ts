import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine } from '../../src/store/embedded/engine.ts'
import { comparableExport } from '../support/comparable-export.ts'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { BIN, clientele } from '../support/process.ts'

/** The example of docs/formats.md: a record of every type. */
async function documented(): Promise<string> {
  const page = await readFile(new URL('../../docs/formats.md', import.meta.url), 'utf8')
  return /```json\n(.*?)```/s.exec(page)?.[1] ?? ''
}

describe.each(PROCESS_ENGINES)('export and import on %s', (engine) => {
  let folder: string
  const stores: Awaited<ReturnType<typeof freshStore>>[] = []
  const engines: Awaited<ReturnType<typeof openEngine>>[] = []
  const newStore = async () => {
    const store = await freshStore(engine)
    stores.push(store)
    const { location } = store
    // Served from here, so that not every command starts an engine.
    if (location.folder)
      engines.push(await openEngine({ folder: location.folder, durable: false, exclusive: true }))
    const args = location.folder
      ? ['--data', location.folder]
      : ['--database-url', location.databaseUrl ?? '']
    const made = await clientele(['org', 'create', 'acme', ...args])
    expect(made.stderr).toBe('')
    return args
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-pipe-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    for (const served of engines) await served.close()
    for (const store of stores) await store.drop()
  })
  const pipe = (from: string[], to: string[]) => {
    const quoted = (args: string[]) => [process.execPath, BIN, ...args].map((arg) => `'${arg}'`).join(' ')
    const line = `${quoted(['export', '--org', 'acme', ...from])} | ${quoted(['import', '-', '--org', 'acme', '--json', ...to])}`
    return promisify(execFile)('sh', ['-c', line], { cwd: folder, env: { ...process.env, TMPDIR: folder } })
  }

  test('what one writes the other reads from standard input, to an equal store', {
    timeout: 300_000,
  }, async () => {
    const [here, there] = [await newStore(), await newStore()]
    const file = join(folder, 'acme.ndjson')
    const example = await documented()
    await writeFile(file, example)
    const first = await clientele(['import', file, '--org', 'acme', '--format', 'ndjson', '--json', ...here])
    expect(JSON.parse(first.stdout)).toMatchObject({
      read: example.trim().split('\n').length,
      rejected: 0,
      rejects_file: null,
    })
    const { stdout } = await pipe(here, ['--format', 'ndjson', ...there])
    expect(JSON.parse(stdout)).toMatchObject({ created: JSON.parse(first.stdout).read, rejected: 0 })
    const exported = async (store: string[]) =>
      comparableExport((await clientele(['export', '--org', 'acme', ...store])).stdout)
    expect((await exported(here)).length).toBe(JSON.parse(first.stdout).read)
    expect(await exported(there)).toEqual(await exported(here))
    // What cannot be taken is told in the folder where one works.
    const wrong = await pipe(['--format', 'csv', ...here], ['--format', 'orders-csv', ...there]).catch(
      (error: { stderr: string }) => error,
    )
    expect(wrong.stderr).toMatch(/^clientele: no column gives [^\n]*\n$/m)
    const half = await pipe(['--format', 'csv', ...here], ['--format', 'ndjson', ...there])
    expect(JSON.parse(half.stdout)).toMatchObject({
      read: 2,
      rejected: 2,
      rejects_file: 'stdin.rejects.ndjson',
    })
    // Nothing of what came in is left behind.
    expect((await readdir(folder)).sort()).toEqual(['acme.ndjson', 'stdin.rejects.ndjson'])
  })

  test('wrong usage writes nothing', async () => {
    const store = await newStore()
    const mapping = join(folder, 'mapping.json')
    await writeFile(mapping, '{"Mail": "emial"}')
    const out = join(folder, 'customers.csv')
    const args = ['--org', 'acme', '--mapping', mapping, '--out', out, ...store]
    const unknown = await clientele(['export', '--format', 'csv', ...args])
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toMatch(/^clientele: the mapping gives Mail to emial, which is none of [^\n]*\n$/)
    const columnless = await clientele(['export', ...args])
    expect(columnless).toMatchObject({ code: 2, stdout: '' })
    expect(columnless.stderr).toMatch(/^clientele: --mapping names columns, which ndjson has not[^\n]*\n$/)
    expect((await readdir(folder)).filter((name) => name.includes('customers'))).toEqual([])
  })
})
