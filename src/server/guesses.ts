/**
 * Slows whoever guesses, whether rate limits are on or not. Passwords are people's and can be guessed: of one account, from
 * one address, ten wrong ones in a quarter of an hour; and a hundred in an hour from everywhere together, which does not
 * count for addresses from which its owner signed in lately, so that nobody is locked out by others. What else is
 * presented (client secrets, admin tokens) is random and as long as a key: wrong ones are answered later after a while.
 */
import { createHash } from 'node:crypto'
import type { RateCounter, RateCounters } from '../core/rate-counters.ts'
import type { Guesses, LimitRule } from '../dialects/dialect.ts'
import { reckon } from './reckon.ts'

export interface GuessesOptions {
  /** Milliseconds. */
  now: () => number
  counters: RateCounters
  wait: (milliseconds: number) => Promise<unknown>
}

const HERE = { capacity: 10, seconds: 15 * 60 }
const ANYWHERE = { capacity: 100, seconds: 3600 }
const KNOWN_MS = 30 * 86_400_000
const WRONG = { capacity: 100, seconds: 15 * 60 }
const LATER_MS = 1000
/** Whoever makes many wait must not take the room of others. */
const MOST_WAITING = 16

export function createGuesses({ now, counters, wait }: GuessesOptions): Guesses {
  let waiting = 0
  const rule = (what: string, limit: typeof HERE): LimitRule => ({
    key: keyOf(what),
    kind: 'bucket',
    ...limit,
  })
  const counted = ({ next }: { next: RateCounter['state'] }, { seconds }: LimitRule): RateCounter => ({
    state: next,
    expiresAt: new Date(now() + 2 * seconds * 1000),
  })
  return {
    async password({ account, address }, check) {
      const here = rule(`here ${account} ${address}`, HERE)
      const anywhere = rule(`anywhere ${account}`, ANYWHERE)
      const known = keyOf(`known ${account} ${address}`)
      // Counted before it is known to be wrong: many at once must not all pass.
      const waitMs = await counters.change([here.key, anywhere.key, known], (held) => {
        const isKnown = (held.get(known)?.expiresAt.getTime() ?? 0) > now()
        const rules = isKnown ? [here] : [here, anywhere]
        const reckoned = rules.map((one) => reckon(held.get(one.key)?.state, one, now()))
        const full = reckoned.filter(({ remaining }) => remaining < 1)
        if (full.length > 0) return Math.max(...full.map((one) => one.waitMs))
        for (const [index, one] of rules.entries())
          held.set(one.key, counted(reckoned[index] as (typeof reckoned)[number], one))
        return null
      })
      if (waitMs !== null) return { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) }
      const found = await check()
      if (found !== null)
        await counters.change([here.key, anywhere.key, known], (held) => {
          held.set(here.key, { state: { level: 0, at: now() }, expiresAt: new Date(now()) })
          held.set(known, { state: { level: 0, at: now() }, expiresAt: new Date(now() + KNOWN_MS) })
          const all = held.get(anywhere.key)
          if (all && 'level' in all.state)
            held.set(anywhere.key, {
              ...all,
              state: { ...all.state, level: Math.max(0, all.state.level - 1) },
            })
        })
      return { found }
    },
    async wrong(address) {
      const limit = rule(`wrong ${address}`, WRONG)
      const isMany = await counters.change([limit.key], (held) => {
        const reckoned = reckon(held.get(limit.key)?.state, limit, now())
        if (reckoned.remaining < 1) return true
        held.set(limit.key, counted(reckoned, limit))
        return false
      })
      if (!isMany || waiting >= MOST_WAITING) return
      waiting++
      await wait(LATER_MS).finally(() => {
        waiting--
      })
    },
  }
}

/** As SHA-256: who is counted is said by an address and an e-mail. */
const keyOf = (text: string): string => createHash('sha256').update(`guess ${text}`).digest('base64url')
