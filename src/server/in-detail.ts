/**
 * Statements know which request they are for: only while somebody wants to know, since following a request through all
 * that it waits for costs more than all that is counted of it (Node 20's AsyncLocalStorage: some 10 µs a request).
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Stages } from './stages.ts'

export interface Detail {
  stages: Stages
  /** Is told of each statement; what it gives is called at the statement's end. */
  statement?: ((text: string) => (error?: unknown) => void) | undefined
}

const following = new AsyncLocalStorage<Detail>()
let followed = 0

/** The request for which this is done, where it is one that is looked at. */
export const detail = (): Detail | undefined => (followed === 0 ? undefined : following.getStore())

export async function inDetail<T>(asked: Detail, work: () => Promise<T>): Promise<T> {
  followed++
  try {
    return await following.run(asked, work)
  } finally {
    // Its hooks go as well, so that nobody else pays.
    if (--followed === 0) following.disable()
  }
}
