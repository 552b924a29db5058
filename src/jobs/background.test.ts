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
      { name: 'good', every: 1, run: async () => void good++ },
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
        },
      },
    ],
    () => {},
  )
  await until(() => begun)
  await background.stop()
  expect(ended).toBe(true)
})
