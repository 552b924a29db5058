import type { LookupAddress } from 'node:dns'
import { expect, test } from 'vitest'
import { createLookUp } from './look-up.ts'

test('two names at a time, each in its turn; too many are turned away at once', async () => {
  const open: (() => void)[] = []
  let atOnce = 0
  let most = 0
  const find = async (): Promise<LookupAddress[]> => {
    atOnce++
    most = Math.max(most, atOnce)
    await new Promise<void>((resolve) => open.push(resolve))
    atOnce--
    return [{ address: '192.0.2.1', family: 4 }]
  }
  const lookUp = createLookUp(find as never)
  const asked = Array.from(
    { length: 250 },
    (_, index) =>
      new Promise((resolve) =>
        lookUp(`n${index}.test`, {}, (error, found) => resolve(error ? error.code : found)),
      ),
  )
  expect(await Promise.all(asked.slice(200))).toEqual(Array(50).fill('EAI_AGAIN'))
  let done = false
  const all = Promise.all(asked.slice(0, 200)).then((found) => {
    done = true
    return found
  })
  while (!done) {
    for (const next of open.splice(0)) next()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await all).toEqual(Array(200).fill([{ address: '192.0.2.1', family: 4 }]))
  expect(most).toBe(2)
})

test('what fails is told, and makes room', async () => {
  const lookUp = createLookUp((async () => {
    throw Object.assign(new Error('no'), { code: 'ENOTFOUND' })
  }) as never)
  for (let times = 0; times < 5; times++)
    expect(await new Promise((resolve) => lookUp('x.test', {}, (error) => resolve(error?.code)))).toBe(
      'ENOTFOUND',
    )
})
