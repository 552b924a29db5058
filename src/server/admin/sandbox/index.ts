/** The sandbox's routes; they are the whole server's. */
import type { AdminRoute } from '../route.ts'
import { advanceClock, changeClock, getClock, resetClock } from './clock.ts'
import { addFault, changeFault, listFaults, removeFault, removeFaults } from './faults.ts'

export const SANDBOX_ROUTES: readonly AdminRoute[] = [
  ...[listFaults, addFault, changeFault, removeFault, removeFaults],
  ...[getClock, changeClock, advanceClock, resetClock],
]
