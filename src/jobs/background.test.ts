import { expect, test } from 'vitest'
import { startBackground } from './background.ts'

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1))
}

test('each job runs again and again by itself; one that fails is logged, tried again and disturbs no other', async () => {
  const logged: unknown[] = []
  let good = 0
  let bad = 0
  const background = startBackground(
    [
      { name: 'good', every: 1, run: async () => good++ },
      {
        name: 'bad',
        every: 1,
        run: async () => {
          bad++
          throw new Error('broken')
        },
      },
    ],
    (level, message, facts) => logged.push({ level, message, ...facts }),
  )
  await until(() => good > 5 && bad > 2)
  await background.stop()
  expect(logged[0]).toEqual({
    level: 'error',
    message: 'background job failed',
    job: 'bad',
    error: 'broken',
  })
  const [goodThen, badThen] = [good, bad]
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([good, bad]).toEqual([goodThen, badThen])
})

test('stopping waits for what a job has begun, and not for its pause', async () => {
  let ended = false
  let begun = false
  const background = startBackground(
    [
      {
        name: 'slow',
        every: 60_000,
        run: async (signal) => {
          begun = true
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
          await new Promise((resolve) => setTimeout(resolve, 10))
          ended = true
          return 0
        },
      },
    ],
    () => {},
  )
  await until(() => begun)
  await background.stop()
  expect(ended).toBe(true)
})

test('whoever wakes the jobs is told what each did in a run that began after that; the slow are not waited for', async () => {
  let due = 0
  let runs = 0
  let letGo = () => {}
  const slow = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const background = startBackground(
    [
      {
        name: 'counts',
        every: 60_000,
        async run() {
          runs++
          const found = due
          // Meanwhile somebody may wake it again.
          await new Promise((resolve) => setTimeout(resolve, 5))
          due -= found
          return found
        },
      },
      { name: 'slow', every: 60_000, run: () => slow.then(() => 7) },
      { name: 'restless', every: 60_000, restless: true, run: async () => 1 },
    ],
    () => {},
  )
  await until(() => runs === 1)
  due = 3
  expect(await background.wake(20)).toEqual([
    { job: 'counts', done: 3 },
    { job: 'slow', done: null },
  ])
  due = 1
  const [first, second] = await Promise.all([background.wake(20), background.wake(20)])
  expect([first?.[0]?.done, second?.[0]?.done].sort()).toEqual([1, 1])
  letGo()
  await background.stop()
  expect(await background.wake(20)).toEqual([
    { job: 'counts', done: 0 },
    { job: 'slow', done: 0 },
  ])
})
