/** Marketing consent, and the flags that follow from it (section 4.5). */
import { CONSENT_LEVELS, CONSENT_STATES } from '../../core/customer.ts'
import { type OffsetAt, presentTime } from './time.ts'

export interface StoredConsent {
  state: string | null
  level: string | null
  at: Date | null
  source: string | null
}

const NOT_SUBSCRIBED = 2

/** Null when consent was never given for the channel. State and level are the platform's numbers. */
export function presentConsent({ state, level, at, source }: StoredConsent, offsetAt: OffsetAt) {
  const code = indexIn(CONSENT_STATES, state)
  if (code === null) return null
  return {
    state: code,
    opt_in_level: indexIn(CONSENT_LEVELS, level) ?? 0,
    consent_updated_at: at && presentTime(at, offsetAt),
    consent_collected_from: source,
  }
}
export type PresentedConsent = ReturnType<typeof presentConsent>

/** The core lists states and levels in the order of SHOPLINE's numbers. */
function indexIn(names: readonly string[], name: string | null): number | null {
  const at = name === null ? -1 : names.indexOf(name)
  return at < 0 ? null : at
}

/** 0 unsubscribed, 1 subscribed, 2 not; [assumed A16] who has yet to confirm is not subscribed. */
export const subscribeFlag = (consent: PresentedConsent): number =>
  consent && consent.state <= 1 ? consent.state : NOT_SUBSCRIBED

export const accepts = (consent: PresentedConsent): boolean => consent?.state === 1

export const acceptsUpdatedAt = (consent: PresentedConsent): string | null =>
  consent?.consent_updated_at ?? null
