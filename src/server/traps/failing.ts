/** Traps that make one request fail in the middle of the walk. */
import type { WireRequest } from '../../dialects/dialect.ts'
import { ANOTHER_PAGE, awaitAll, counted } from './judge.ts'
import { removable } from './removable.ts'
import type { Seen } from './seen.ts'
import type { Trap, TrapFault, Verdict } from './trap.ts'

/** Timers of clients may be early by a little. */
const TOLERANCE_MS = 100
/** So long a platform that says nothing wants to be left alone, and so often it may be asked all the same. */
const UNTOLD_MS = 1000
const UNTOLD_TIMES = 3

const sameToken = (one: WireRequest, other: WireRequest): boolean =>
  one.headers.authorization === other.headers.authorization
const isRepeated = (one: WireRequest, other: WireRequest): boolean =>
  sameToken(one, other) && one.path === other.path && one.query === other.query

/** What a fault does to a walk: who was on the page that failed, and whether they came later. */
interface Failed {
  request: WireRequest
  at: number
  would: readonly string[]
  retryAfter: number | null
}

function goesOn(seen: Seen, { would, at }: Failed, words: { passed: string; lost: string }): Verdict {
  if (would.length === 0) return { status: 'passed', evidence: words.passed }
  return awaitAll(seen, {
    ids: would,
    since: at,
    within: 'full',
    until: 'full',
    walking: 'You must ask for that page again.',
    passed: () => words.passed,
    caught: (missing) =>
      `${words.lost} ${counted(missing.length)} of that page were never shown to you, ${missing[0]} first.`,
  })
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`

export const rateLimit: Trap = {
  name: 'rate-limit',
  title: 'Too many requests',
  about: 'In the middle of the walk the platform says 429: wait, and ask again.',
  scenes: [
    'You ask for the next page.',
    'The platform says 429, and where it can, how long to wait.',
    'You ask at once again, or skip the page, or take it for the end.',
  ],
  set: 'between pages',
  until: 'full',
  fails: true,
  takes: ANOTHER_PAGE,
  async spring() {
    let failed: Failed | null = null
    let early = 0
    let earliest = 0
    let waited: number | null = null
    const quietFor = () =>
      failed?.retryAfter === null ? UNTOLD_MS : (failed?.retryAfter ?? 0) - TOLERANCE_MS
    const fault: TrapFault = {
      kind: 'rate-limit',
      hits(request, { isPage, at }) {
        if (!failed) return isPage
        if (!isRepeated(request, failed.request) || waited !== null) return false
        const passed = at - failed.at
        if (passed >= quietFor()) {
          waited = passed
          return false
        }
        if (early++ === 0) earliest = passed
        return true
      },
      told(request, { headers }, would, at) {
        if (failed) return
        const told = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after')?.[1]
        failed = { request, would, at, retryAfter: told === undefined ? null : Number(told) * 1000 }
      },
    }
    return {
      did: 'The next page that you asked for was refused with 429.',
      fault,
      judge(seen) {
        if (!failed) return { status: 'walking', evidence: 'You have not asked for the next page yet.' }
        const told = failed.retryAfter === null ? null : `Retry-After: ${failed.retryAfter / 1000}`
        if (early > (told ? 0 : UNTOLD_TIMES))
          return {
            status: 'caught',
            evidence: told
              ? `You were told ${told}, and asked for the same page again after ${seconds(earliest)}${early > 1 ? `, ${early} times too early in all` : ''}.`
              : `You asked for the same page ${early} times within a second of being refused.`,
          }
        const how = told ? `${told} was said` : 'how long to wait is not said here'
        return goesOn(seen, failed, {
          passed: `You asked for the page again${waited === null ? '' : ` after ${seconds(waited)}`} (${how}) and missed nobody.`,
          lost: 'You were refused once with 429 and did not ask for that page again.',
        })
      },
    }
  },
}

export const expiredToken: Trap = {
  name: 'expired-token',
  title: 'The token expires',
  about: 'A long walk outlives its token: get a new one, and go on where you were.',
  scenes: [
    'You ask for the next page.',
    'The platform says 401: your token has expired.',
    'You stop as if that was the end, or begin anew without end.',
  ],
  set: 'between pages',
  until: 'full',
  fails: true,
  takes: ANOTHER_PAGE,
  async spring({ platform }) {
    let failed: Failed | null = null
    let refused = 0
    const fault: TrapFault = {
      kind: 'expired-token',
      hits: (request, { isPage }) =>
        failed ? platform.renewsTokens && sameToken(request, failed.request) : isPage,
      told(request, _response, would, at) {
        refused++
        failed ??= { request, would, at, retryAfter: null }
      },
    }
    return {
      did: 'The next page that you asked for was refused with 401: the token had expired.',
      fault,
      judge(seen) {
        if (!failed) return { status: 'walking', evidence: 'You have not asked for the next page yet.' }
        const again = refused > 1 ? ` You asked ${refused} times with the expired one.` : ''
        return goesOn(seen, failed, {
          passed: `You went on where you were${platform.renewsTokens ? ' with another token' : ''} and missed nobody.${again}`,
          lost: `Your token expired and you did not come back for that page.${again}`,
        })
      },
    }
  },
}

export const cursorGone: Trap = {
  name: 'cursor-gone',
  title: 'A cursor whose row is gone',
  rereads: true,
  about: 'The next page is named by the last row of this one. The row goes, and the cursor with it.',
  scenes: [
    'You read a page and keep the cursor of the next.',
    'The row that the cursor stands on is gone.',
    'The cursor is refused, and you take that for the end, or try it for ever.',
  ],
  set: 'between pages',
  until: 'full',
  fails: true,
  takes: ANOTHER_PAGE,
  async spring(scene) {
    const { page, write } = scene
    const row = page?.ids.at(-1)
    const next = page?.next?.split('?')[1]
    const cursor = new URLSearchParams(next).get('page_info')
    if (row === undefined || cursor === null) return null
    const victim = await removable(scene, [row])
    scene.used.add(row)
    if (victim) await write((writer) => writer.remove('customer', [victim.key]))
    let failed: Failed | null = null
    let refused = 0
    let restarted = false
    const cursorOf = ({ query }: WireRequest) => new URLSearchParams(query).get('page_info')
    const fault: TrapFault = {
      kind: 'invalid-cursor',
      hits(request, { isPage }) {
        if (!isPage || restarted) return false
        if (failed && cursorOf(request) === null) restarted = true
        return cursorOf(request) === cursor
      },
      told(request, _response, would, at) {
        refused++
        failed ??= { request, would, at, retryAfter: null }
      },
    }
    return {
      did: `${
        victim
          ? `Customer ${row}, on whom your cursor stood, was deleted. The cursor is refused from now on.`
          : `The cursor that stands on customer ${row} is refused from now on, as when that row is gone.`
      } A list that is begun anew is not.`,
      fault,
      judge(seen) {
        if (!failed) return { status: 'walking', evidence: 'You have not used the cursor yet.' }
        const again = refused > 1 ? `tried it ${refused} times and ` : ''
        return goesOn(seen, failed, {
          passed: 'You began the list anew without the cursor and missed nobody.',
          lost: `The cursor was refused; you ${again}did not begin anew.`,
        })
      },
    }
  },
}
