import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acquireLock, lockOwner } from '../../src/store/embedded/lock.ts'
import { openStore } from '../../src/store/open-store.ts'
import { times } from '../support/long.ts'
import { startWriter } from '../support/process.ts'

let base: string
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'clientele-owner-'))
})
afterAll(() => rm(base, { recursive: true, force: true }))

const slugsIn = async (folder: string): Promise<string[]> => {
  const store = await openStore({
    folder,
    clock: () => new Date(),
    mintIds: () => ({ shortId: '', numberId: '', uuidId: '' }),
    durable: false,
  })
  const slugs = (await store.organizations.list()).map(({ slug }) => slug)
  await store.close()
  return slugs
}

test('two processes race for one folder: one owner each time, and no row is lost', async () => {
  const folder = join(base, 'races')
  const wanted: string[] = []
  for (let round = 0; round < times(2, 50); round++) {
    const racers = ['a', 'b'].map((name) =>
      startWriter(folder, { name: `${name}${round}`, count: 3, hold: true }),
    )
    for (const racer of racers)
      await expect.poll(() => racer.acknowledged().length, { timeout: 30_000, interval: 10 }).toBe(3)
    expect(racers.map((racer) => racer.owned()).sort()).toEqual([false, true])
    for (const racer of racers) racer.release()
    const runs = await Promise.all(racers.map((racer) => racer.end))
    for (const run of runs) expect(run).toMatchObject({ code: 0, stderr: '' })
    wanted.push(...racers.flatMap((racer) => racer.acknowledged()))
    expect(wanted).toHaveLength((round + 1) * 6)
  }
  expect(await slugsIn(folder)).toEqual(wanted.sort())
}, 600_000)

test('while one owns the folder every other joins it', async () => {
  const folder = join(base, 'join')
  const owner = startWriter(folder, { name: 'owner', count: 400, hold: true })
  await expect.poll(() => owner.acknowledged().length, { timeout: 20_000 }).toBeGreaterThan(0)
  const others = ['x', 'y', 'z'].map((name) => startWriter(folder, { name, count: 5 }))
  const joined = await Promise.all(others.map((run) => run.end))
  expect(others.map((other) => other.owned())).toEqual([false, false, false])
  await expect.poll(() => owner.acknowledged().length, { timeout: 20_000 }).toBe(400)
  owner.release()
  const runs = [await owner.end, ...joined]
  expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, '']))
  expect(await slugsIn(folder)).toHaveLength(415)
})

test('a process killed while it writes leaves every acknowledged row, and its lock is taken over', async () => {
  const folder = join(base, 'killed')
  const wanted: string[] = []
  for (let round = 0; round < times(2, 10); round++) {
    const writer = startWriter(folder, { durable: true, name: `k${round}`, count: 100_000 })
    const least = 1 + Math.floor(Math.random() * 100)
    await expect
      .poll(() => writer.acknowledged().length, { timeout: 30_000, interval: 5 })
      .toBeGreaterThan(least)
    writer.child.kill('SIGKILL')
    await writer.end
    wanted.push(...writer.acknowledged())
    const found = new Set(await slugsIn(folder))
    expect(wanted.filter((slug) => !found.has(slug))).toEqual([])
  }
}, 600_000)

describe('the lock', () => {
  const write = (folder: string, number: number, owner: object | string) =>
    writeFile(join(folder, `lock.${number}`), typeof owner === 'string' ? owner : JSON.stringify(owner))

  test('of a live process is never taken, however old', async () => {
    const folder = join(base, 'live')
    expect(await acquireLock(folder)).toHaveProperty('lock')
    await utimes(join(folder, 'lock.1'), 0, 0)
    for (let tries = 0; tries < 3; tries++)
      expect(await acquireLock(folder)).toMatchObject({ owner: { pid: process.pid } })
  })

  test('whose process number now belongs to another process is free', async () => {
    const folder = await mkdtemp(join(base, 'reused-'))
    await write(folder, 7, { pid: process.pid, started: 'another time', socketFolder: '/x', released: false })
    expect(await lockOwner(folder)).toBeNull()
    expect(await acquireLock(folder)).toHaveProperty('lock')
    expect(await lockOwner(folder)).toMatchObject({ pid: process.pid, socketFolder: '' })
  })

  test('of a process that is gone, that was released or that a crash of the machine cut short is free', async () => {
    const { pid } = spawnSync(process.execPath, ['--eval', ''])
    for (const owner of [
      { pid, started: '1', socketFolder: '', released: false },
      { pid: process.pid, started: '1', socketFolder: '', released: true },
      '',
      '{"pid":12',
    ]) {
      const folder = await mkdtemp(join(base, 'free-'))
      await write(folder, 1, owner)
      expect(await acquireLock(folder)).toHaveProperty('lock')
    }
  })

  test('is given to exactly one of many who ask at once', async () => {
    for (let round = 0; round < 20; round++) {
      const folder = await mkdtemp(join(base, 'many-'))
      if (round % 2) await write(folder, 3, { pid: 0, started: '', socketFolder: '', released: true })
      const results = await Promise.all(Array.from({ length: 10 }, () => acquireLock(folder)))
      expect(results.filter((result) => 'lock' in result)).toHaveLength(1)
    }
  })
})
