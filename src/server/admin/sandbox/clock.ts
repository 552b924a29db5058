/** The sandbox's clock; docs/sandbox.md tells what goes by it. */
import { Type } from 'typebox'
import type { ClockState } from '../../sandbox/clock.ts'
import type { Passed } from '../../sandbox/time.ts'
import { flag, instant, integer, required } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { ok, route } from '../route.ts'
import { sandboxOf } from './sandbox-of.ts'

const CLOCK = Type.Object({
  now: Type.String({ format: 'date-time' }),
  running: Type.Boolean(),
  /** It was neither stopped nor set. */
  real: Type.Boolean(),
  /** Of the real time; negative: behind it. */
  ahead_seconds: Type.Number(),
})
export type ClockShown = Type.Static<typeof CLOCK>

const MOVED = Type.Object({
  clock: CLOCK,
  /** What background jobs did meanwhile; null: they are still at it. */
  ran: Type.Array(Type.Object({ job: Type.String(), done: Type.Union([Type.Integer(), Type.Null()]) })),
})
export type ClockMoved = Type.Static<typeof MOVED>

const present = ({ now, running, real, ahead }: ClockState): ClockShown => ({
  now: now.toISOString(),
  running,
  real,
  ahead_seconds: ahead / 1000,
})

/** Jobs that found nothing to do are left out. */
const moved = ({ clock, ran }: Passed): ClockMoved => ({
  clock: present(clock),
  ran: ran.filter(({ done }) => done !== 0).map(({ job, done }) => ({ job, done })),
})

/** Tokens, files and the store hold dates of that span. */
const FIRST = Date.parse('1970-01-01T00:00:00Z')
const LAST = Date.parse('2199-12-31T23:59:59Z')

function within(at: Date): Date {
  if (at.getTime() < FIRST || at.getTime() > LAST)
    throw new AdminRefusal('invalid', 'the clock shows times from 1970 to 2199')
  return at
}

export const getClock = route({
  method: 'GET',
  path: '/sandbox/clock',
  about: 'What the clock shows',
  answers: CLOCK,
  async answer(_asked, parts) {
    return ok(present(sandboxOf(parts).time.state()))
  },
})

export const changeClock = route({
  method: 'PATCH',
  path: '/sandbox/clock',
  about: 'Set the clock, stop it, or let it run from what it shows',
  body: { now: instant, running: flag },
  answers: MOVED,
  async answer({ body: { now, running } }, parts) {
    const { time } = sandboxOf(parts)
    if (now === undefined && running === undefined)
      throw new AdminRefusal('invalid', 'say what the clock shows (now), or whether it runs (running)')
    if (now !== undefined) within(now)
    return ok(moved(await time.change({ at: now, running })))
  },
})

const TEN_YEARS = 10 * 366 * 86_400

export const advanceClock = route({
  method: 'POST',
  path: '/sandbox/clock/advance',
  about: 'Let that many seconds pass, with all that becomes due meanwhile',
  body: { seconds: required(integer(1, TEN_YEARS)) },
  answers: MOVED,
  async answer({ body: { seconds } }, parts) {
    const { time } = sandboxOf(parts)
    return ok(moved(await time.advance(seconds * 1000, within)))
  },
})

export const resetClock = route({
  method: 'DELETE',
  path: '/sandbox/clock',
  about: 'Put the clock back to the real time',
  answers: MOVED,
  async answer(_asked, parts) {
    return ok(moved(await sandboxOf(parts).time.reset()))
  },
})
