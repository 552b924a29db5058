/** All traps, in the order in which they are set where several could be. */
import { boughtMidWalk } from './bought-mid-walk.ts'
import { createdMidWalk } from './created-mid-walk.ts'
import { deletedMidWalk } from './deleted-mid-walk.ts'
import { editedMidWalk, oldEdited, oneMoment } from './edited.ts'
import { cursorGone, expiredToken, rateLimit } from './failing.ts'
import { sameSecond } from './same-second.ts'
import type { Trap } from './trap.ts'

export const TRAPS: readonly Trap[] = [
  deletedMidWalk,
  boughtMidWalk,
  createdMidWalk,
  cursorGone,
  rateLimit,
  expiredToken,
  editedMidWalk,
  sameSecond,
  oldEdited,
  oneMoment,
]
