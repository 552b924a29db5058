/** Marketing consent, read and shown, and the flags that follow from it (section 4.5). */
import { CONSENT_LEVELS, CONSENT_STATES } from '../../../core/customer.ts'
import type { Customer, Json } from '../../../core/schema.ts'
import { unprocessable } from '../errors.ts'
import { readCode, readObject, readText, text } from '../input/read-input.ts'
import { type OffsetAt, presentTime, readTime } from '../time.ts'

export interface StoredConsent {
  state: string | null
  level: string | null
  at: Date | null
  source: string | null
}

/** Kept as it is shown, to the second, so that what is read and sent back changes nothing. */
export const wholeSecond = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000)

export const emailConsentOf = (customer: Customer): StoredConsent => ({
  state: customer.emailConsentState,
  level: customer.emailConsentLevel,
  at: customer.emailConsentAt,
  source: customer.emailConsentSource,
})

export const smsConsentOf = (customer: Customer): StoredConsent => ({
  state: customer.smsConsentState,
  level: customer.smsConsentLevel,
  at: customer.smsConsentAt,
  source: customer.smsConsentSource,
})

export const emailConsentFields = ({ state, level, at, source }: StoredConsent): Partial<Customer> => ({
  emailConsentState: state,
  emailConsentLevel: level,
  emailConsentAt: at,
  emailConsentSource: source,
})

export const smsConsentFields = ({ state, level, at, source }: StoredConsent): Partial<Customer> => ({
  smsConsentState: state,
  smsConsentLevel: level,
  smsConsentAt: at,
  smsConsentSource: source,
})

export const NOT_SUBSCRIBED = 2
const readSource = text(50)

/**
 * Consent given anew: what is not said of it is not known, and it is from now [assumed]. Undefined where none was
 * sent; the vendor's SDK always sends the object, so one without a state is none either.
 */
export function readConsent(
  value: Json | undefined,
  name: string,
  offsetAt: OffsetAt,
  now: Date,
): StoredConsent | undefined {
  if (value === undefined || value === null) return undefined
  const {
    state,
    opt_in_level: level,
    consent_updated_at: at,
    consent_collected_from: source,
  } = readObject(value, name)
  if (state === undefined || state === null) return undefined
  return {
    state: CONSENT_STATES[readCode(state, `${name}.state`, CONSENT_STATES.length - 1)] ?? null,
    level: CONSENT_LEVELS[readCode(level ?? 0, `${name}.opt_in_level`, CONSENT_LEVELS.length - 1)] ?? null,
    at:
      at === undefined || at === null || at === ''
        ? wholeSecond(now)
        : readInstant(at, `${name}.consent_updated_at`, offsetAt),
    source: (readSource(source ?? null, `${name}.consent_collected_from`) ?? null) as string | null,
  }
}

function readInstant(value: Json, name: string, offsetAt: OffsetAt): Date {
  const time = readTime(readText(value, name), offsetAt)
  if (!time) throw unprocessable(name, 'must be an ISO 8601 date-time')
  return time
}

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
