import { expect, test } from 'vitest'
import type { Database } from './database.ts'
import { analyzeAll, createUpkeep } from './upkeep.ts'

test('housekeeping that fails does not fail the write that it follows, and is tried again', async () => {
  let tries = 0
  const database = {
    executeQuery: async () => {
      tries++
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    },
  } as unknown as Database
  const upkeep = createUpkeep(database, analyzeAll)
  await expect(upkeep.wrote(1_000)).resolves.toBeUndefined()
  await expect(upkeep.wrote(1_000)).resolves.toBeUndefined()
  expect(tries).toBe(1)
  await upkeep.wrote(1_000)
  expect(tries).toBe(2)
})
