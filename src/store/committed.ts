/** Transactions that are run again. */
import { isLostName } from './ask.ts'
import type { Upkeep } from './upkeep.ts'

const MAX_TRIES = 10
/** Serialization failure, deadlock: the database asks to run the transaction again; so it is with a name that is lost. */
const RETRY_CODES = new Set(['40001', '40P01'])

/** Runs the transaction, and again where the database asks for it: nothing of what it did before is left then. */
export async function retried<T>(transact: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await transact()
    } catch (error) {
      const again = RETRY_CODES.has((error as { code?: string }).code ?? '') || isLostName(error)
      if (tries >= MAX_TRIES || !again) throw error
    }
}

/** The same, and then the housekeeping that `written` rows ask for. */
export async function committed<T>(
  upkeep: Upkeep,
  transact: () => Promise<{ result: T; written: number }>,
): Promise<T> {
  const done = await retried(transact)
  // Committed: whatever housekeeping meets must not run the work again.
  await upkeep.wrote(done.written)
  return done.result
}
