import { expect, test } from 'vitest'
import type { Database } from './database.ts'
import { createMoments, type FoundMoment } from './moments.ts'

test('a question that hangs holds up whoever comes later for a while, not for good', async () => {
  let time = 0
  const asked: (readonly number[])[] = []
  const hanging = new Promise<FoundMoment[]>(() => {})
  const moments = createMoments(
    {} as Database,
    async (_database, organizations) => {
      asked.push(organizations)
      if (asked.length === 1) return hanging
      return organizations.map((organization) => ({ organization, version: '3:1', counts: {} }))
    },
    () => time,
  )
  const soon = () => new Promise((resolve) => setTimeout(resolve, 5))
  void moments.at(1)
  await soon()
  const second = moments.at(2)
  await soon()
  expect(asked).toEqual([[1]])
  time = 6000
  const third = moments.at(3)
  expect([(await second).version, (await third).version]).toEqual(['3:1', '3:1'])
  expect(asked).toEqual([[1], [2, 3]])
  expect((await moments.at(4)).version).toBe('3:1')
})

test('whoever is patient asks with those who come a few turns later, and no later than one who is not', async () => {
  const asked: (readonly number[])[] = []
  const moments = createMoments({} as Database, async (_database, organizations) => {
    asked.push(organizations)
    return organizations.map((organization) => ({ organization, version: '3:1', counts: {} }))
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const patient = [moments.at(1, true)]
  await turn()
  await turn()
  patient.push(moments.at(2, true))
  await Promise.all(patient)
  expect(asked).toEqual([[1, 2]])

  const other = moments.at(3, true)
  await turn()
  void moments.at(4)
  await turn()
  await turn()
  expect(asked).toEqual([
    [1, 2],
    [3, 4],
  ])
  expect((await other).version).toBe('3:1')
})

test('the last moment is known by its version, and by no other', async () => {
  let version = ''
  const moments = createMoments({} as Database, async (_database, organizations) =>
    organizations.map((organization) => ({ organization, version, counts: { customer: 2 } })),
  )
  await moments.at(1)
  expect(moments.of(1, '')).toBe(null)
  version = '3:1'
  await moments.at(1)
  expect(moments.of(1, '3:1')?.counts).toEqual({ customer: 2 })
  expect([moments.of(1, '3:2'), moments.of(2, '3:1')]).toEqual([null, null])
})

test('where it is counted what is done, an answer stands until something was done since its question began', async () => {
  let done = 0
  let version = 1
  let asked = 0
  const look = async (_database: Database, organizations: readonly number[]): Promise<FoundMoment[]> => {
    asked++
    const seen = version
    await new Promise((resolve) => setTimeout(resolve, 1))
    return organizations.map((organization) => ({ organization, version: `3:${seen}`, counts: {} }))
  }
  const moments = createMoments(
    {} as Database,
    look,
    () => 0,
    () => done,
  )
  const found = async () => (await moments.at(1)).version
  expect([await found(), await found(), asked]).toEqual(['3:1', '3:1', 1])
  done++
  version++
  expect([await found(), await found(), asked]).toEqual(['3:2', '3:2', 2])
  // What is done while a question is under way may not be in its answer.
  done++
  const early = found()
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  done++
  version++
  await early
  expect([await found(), asked]).toEqual(['3:3', 4])
  // Another organization is asked for by itself.
  expect([(await moments.at(2)).version, asked]).toEqual(['3:3', 5])
})
