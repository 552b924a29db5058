import { expect } from 'vitest'
import type { Shop } from './shop.ts'
import type { Witness } from './witness.ts'

/** The witness ends; what was acknowledged is there, nobody was told anything else than his platform says, and the books add up. */
export async function expectNothingLost(witness: Witness, shop: Shop, log = ''): Promise<void> {
  await witness.stop()
  expect(await witness.missing()).toEqual([])
  expect(witness.problems, log.slice(-5000)).toEqual([])
  expect(await shop.run('ledger', 'verify', '--org', 'acme')).toMatchObject({ count: 0 })
}
