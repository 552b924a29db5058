/**
 * The system's own look-up of names, a few at a time. Each waits in one of the four threads of the process on which files
 * and passwords wait as well: names that nobody answers for must not hold them all.
 */
import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { atMost } from '../../lib/at-most.ts'

const AT_ONCE = 2
/** Whoever comes on top is told to come again: those who wait have a time-out, and may be gone when it is their turn. */
const MOST_WAITING = 200

/** Of the form of `dns.lookup`. `find` looks one up. */
export function createLookUp(find: typeof lookup = lookup): LookupFunction {
  const inTurn = atMost(AT_ONCE)
  let waiting = 0
  return (hostname, options, callback) => {
    if (waiting >= MOST_WAITING)
      return callback(Object.assign(new Error('too many names are looked up'), { code: 'EAI_AGAIN' }), '')
    waiting++
    inTurn(() => find(hostname, { ...options, all: true }))
      .finally(() => waiting--)
      .then(
        (found) => callback(null, found),
        (error: NodeJS.ErrnoException) => callback(error, ''),
      )
  }
}

/** Of the whole process. */
export const lookUp = createLookUp()
