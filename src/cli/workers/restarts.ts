/** When a process that has died is started again: at once if it lived for a while, later and later if not, in the end not at all. */

/** One that lives so long has started well. */
const GOOD_START_MS = 10_000
const FIRST_WAIT_MS = 200
/** So many in a row that died at once are tried again, for most of a minute: a database may be started anew meanwhile. */
const MOST_IN_A_ROW = 8

export interface Restarts {
  /** Milliseconds to wait before it is started again, by how long it lived; null: it is of no use. */
  next(lived: number): number | null
}

export function createRestarts(): Restarts {
  let row = 0
  return {
    next(lived) {
      row = lived >= GOOD_START_MS ? 0 : row + 1
      if (row > MOST_IN_A_ROW) return null
      return row === 0 ? 0 : FIRST_WAIT_MS * 2 ** (row - 1)
    },
  }
}
