/**
 * Password resets of customers (sections 5.9, 6.18). The token is shown to integrations as long as it can be used;
 * it is kept sealed, and filtered by its hash. Sales channels ask for one and use it, and never read it.
 */
import type { LongTailRecord } from '../../../core/schema.ts'
import { COMMON, computed, resource, type Value, writeOnly } from '../describe-resource.ts'
import { roleOf } from '../permissions.ts'
import type { AnyRecord, Load } from '../resource.ts'
import { MAX_PASSWORD, MIN_PASSWORD } from '../settings.ts'
import { loadOwner, ownerEmail } from '../values/customer-values.ts'
import { openSealed } from '../values/sealed.ts'
import { hashedPassword } from '../writing/customer-writing.ts'
import { ownerByEmail } from '../writing/owner.ts'
import { newToken, resetPassword, resetProblems } from '../writing/password-reset.ts'

interface ResetFacts {
  owner: unknown
  token: string | null
}

const loadReset: Load = async (read, resets, asking) => {
  const ownerOf = await loadOwner('record')(read, resets, asking)
  return (reset: AnyRecord): ResetFacts => ({
    owner: ownerOf(reset),
    token: openSealed(reset.sealedSecret, asking.services),
  })
}

const token: Value<LongTailRecord> = {
  source: { field: 'secretHash', hashed: true },
  present: (_reset, { caller, related }) =>
    roleOf(caller) === 'integration' ? (related as ResetFacts).token : null,
}

export const customerPasswordResets = resource('customer_password_resets', 'record', {
  attributes: {
    customer_email: [
      'string create required',
      {
        ...computed((_reset, { related }) => ownerEmail((related as ResetFacts).owner)),
        write: ownerByEmail,
      },
    ],
    reset_password_token: ['string filter', token],
    customer_password: [
      'string update hidden',
      { ...writeOnly(() => ({})), prepare: hashedPassword },
      { min: MIN_PASSWORD, max: MAX_PASSWORD },
    ],
    _reset_password_token: ['string update hidden', writeOnly(() => ({}))],
    reset_password_at: ['datetime filter'],
    ...COMMON,
  },
  relationships: {
    customer: ['one customers filter sort', 'customer'],
    events: ['many events filter', 'notices'],
    event_stores: ['many event_stores closed', 'history'],
  },
  openToWriters: true,
  load: loadReset,
  writing: { check: resetProblems, initial: newToken, update: resetPassword },
})
