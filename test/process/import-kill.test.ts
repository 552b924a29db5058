import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cdnowText } from '../support/cdnow-file.ts'
import { comparableExport } from '../support/comparable-export.ts'
import { times } from '../support/long.ts'
import { BIN, beside } from '../support/process.ts'
import { tried } from '../support/tried.ts'

const KILLS = times(1, 20)

const run = async (args: string[]) =>
  (await promisify(execFile)(process.execPath, [BIN, ...args], { maxBuffer: 1 << 28 })).stdout
const runJson = async (args: string[]) =>
  JSON.parse((await run([...args, '--json'])).trim().split('\n').at(-1) ?? '')

describe('the import command', () => {
  let folder: string
  const started: ChildProcess[] = []
  const start = (args: string[]) => {
    const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    started.push(child)
    return child
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-kill-'))
    await run(['org', 'create', 'acme', '--data', join(folder, 'new')])
  })
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  /** A copy of a store with an organization, which a closed folder is whole enough for. */
  const newStore = async (name: string) => {
    const data = join(folder, name)
    await cp(join(folder, 'new'), data, { recursive: true })
    return data
  }
  const importArgs = (file: string, data: string) => [
    'import',
    file,
    '--org',
    'acme',
    '--format',
    'cdnow',
    '--data',
    data,
  ]
  const exportOf = async (data: string) =>
    comparableExport(await run(['export', '--org', 'acme', '--data', data]))

  test('killed at any moment and run again, it ends where an undisturbed one does', {
    timeout: 1_800_000,
  }, async () => {
    const file = join(folder, 'purchases.txt')
    const text = cdnowText(400)
    await writeFile(file, text)
    const whole = await newStore('whole')
    const began = Date.now()
    const counts = await runJson(importArgs(file, whole))
    const length = Date.now() - began
    expect(counts.created).toBe(text.trim().split('\n').length)
    const expected = await exportOf(whole)
    for (let kill = 0; kill < KILLS; kill++) {
      const data = await newStore(`killed-${kill}`)
      const child = start(importArgs(file, data))
      const gone = new Promise((resolve) => child.once('exit', resolve))
      await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * length))
      child.kill('SIGKILL')
      await gone
      const rest = await runJson(importArgs(file, data))
      expect(rest).toMatchObject({ read: counts.read, rejected: 0, updated: 0, rejects_file: null })
      await beside(data, async () => {
        expect(await exportOf(data)).toEqual(expected)
        expect(await runJson(['ledger', 'verify', '--data', data])).toMatchObject({ count: 0 })
      })
    }
    tried('kill -9 of an import', KILLS, `${counts.read} records each time, the export of an undisturbed one`)
  })

  test('it works on the folder of a running server, through it', async () => {
    const file = join(folder, 'few.txt')
    await writeFile(file, cdnowText(20))
    const data = await newStore('served')
    const server = start(['serve', '--port', '0', '--data', data])
    await new Promise<void>((resolve, reject) => {
      server.stdout?.on('data', (text) => String(text).includes('listens on') && resolve())
      server.once('exit', () => reject(new Error('the server ended')))
    })
    const counts = await runJson(importArgs(file, data))
    expect(counts.created).toBe(counts.read)
    expect((await runJson(importArgs(file, data))).unchanged).toBe(counts.read)
    expect((await exportOf(data)).length).toBeGreaterThan(counts.read)
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    expect(await gone).toBe(0)
  })

  test('wrong use and missing things are one line and an exit code', async () => {
    const data = await newStore('refusing')
    await beside(data, () => refusals(data))
  })

  async function refusals(data: string): Promise<void> {
    const failed = (args: string[]) =>
      run([...args, '--data', data]).then(
        () => ({ code: 0, stderr: '' }),
        (error: { code: number; stderr: string }) => error,
      )
    const file = join(folder, 'nothing.txt')
    expect(await failed(['import', file, '--org', 'acme', '--format', 'xml'])).toMatchObject({ code: 2 })
    const missing = await failed(['import', file, '--org', 'acme', '--format', 'cdnow'])
    expect(missing).toMatchObject({ code: 1, stderr: `clientele: there is no file ${file}\n` })
    await writeFile(file, '')
    const nobody = await failed(['import', file, '--org', 'nobody', '--format', 'cdnow'])
    expect(nobody.code).toBe(1)
    expect(nobody.stderr).toContain('no organization nobody')
    expect((await failed(['import', file, '--org', 'acme', '--format', 'cdnow'])).code).toBe(0)
  }
})
