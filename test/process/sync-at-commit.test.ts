import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lockOwner } from '../../src/store/embedded/lock.ts'
import { startServe, startWriter } from '../support/process.ts'

const hasStrace = (() => {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('strace is not installed: the proof that commits reach the disk is SKIPPED')
    return false
  }
})()

describe.skipIf(!hasStrace)('seen from outside, by its system calls', () => {
  let base: string
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'clientele-sync-'))
  })
  afterAll(() => rm(base, { recursive: true, force: true }))

  const COMMITS = 40
  const traced = (log: string) => [
    'strace',
    '-f',
    '-qq',
    '--seccomp-bpf',
    '-e',
    'trace=fsync,fdatasync,write',
    '-o',
    log,
  ]
  /** How many there were, or how many before the process wrote that text. */
  const syncs = async (log: string, before?: string) => {
    const [lines = ''] = (await readFile(log, 'utf8')).split(before ?? /$/)
    return lines.match(/f(data)?sync\(/g)?.length ?? 0
  }

  test('serve syncs at each commit', async () => {
    const [log, data] = [join(base, 'serve.log'), join(base, 'serve')]
    const server = await startServe(['--data', data], { wrapper: traced(log) })
    const before = await syncs(log)
    const writer = startWriter(data, { count: COMMITS })
    expect(await writer.end).toMatchObject({ code: 0 })
    expect(writer.owned()).toBe(false)
    const after = await syncs(log)
    expect(after - before).toBeGreaterThanOrEqual(COMMITS)
    const owner = await lockOwner(data)
    if (owner) process.kill(owner.pid, 'SIGTERM')
    await server.stop('SIGCONT')
  })

  test('recovery after a kill syncs what it restored before the store opens', async () => {
    const [log, data] = [join(base, 'recovery.log'), join(base, 'recovery')]
    const killed = startWriter(data, { durable: true, count: 100_000 })
    await expect.poll(() => killed.acknowledged().length, { timeout: 30_000 }).toBeGreaterThan(50)
    killed.child.kill('SIGKILL')
    await killed.end
    const next = startWriter(data, { durable: true, count: 0, wrapper: traced(log) })
    expect(await next.end).toMatchObject({ code: 0 })
    expect(await syncs(log, 'owned true')).toBeGreaterThan(0)
  })

  test('a store that need not last never does', async () => {
    const log = join(base, 'fast.log')
    const writer = startWriter(join(base, 'fast'), { count: COMMITS, wrapper: traced(log) })
    expect(await writer.end).toMatchObject({ code: 0 })
    expect(writer.acknowledged()).toHaveLength(COMMITS)
    expect(await syncs(log)).toBe(0)
  })
})
