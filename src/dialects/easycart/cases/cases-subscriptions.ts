/** Cases of POST /subscriptions/{id}/cancel, /resume and /change-plan. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { time } from './case-shapes.ts'
import { invalid, sends, writes, wrongIds } from './case-writes.ts'

const CANCEL = 'Cancel Subscription'
const RESUME = 'Resume Subscription'
const CHANGE = 'Change Subscription Plan'
const ASSUMED = 'assumed'

/** The provider's own id: the fact where it is known, and none before the provider gives one. */
const remoteId: Shape = (value, { remote_id: known }) =>
  known === undefined
    ? value === null || typeof value === 'string' || 'text or null'
    : value === known || known

/** The base fields of a subscription that pays monthly, named by its fact, and every section null. */
const base = (fact: string, changes: Record<string, Shape> = {}) =>
  ({
    id: `{${fact}}`,
    remote_id: remoteId,
    provider: 'stripe',
    status: 'active',
    variant_name: 'Monthly',
    product_name: 'Club',
    recurring_amount: 4900,
    currency: 'pln',
    interval: 'month',
    interval_count: 1,
    quantity: 1,
    customer_email: `{${fact}_email}`,
    current_period_start: `{${fact}_start}`,
    current_period_end: `{${fact}_end}`,
    trial_end: null,
    cancel_at: null,
    canceled_at: null,
    active_until: null,
    active_cycles: null,
    cancel_early: false,
    keep_access_after_expiring: false,
    is_delegated: false,
    is_cancelable: true,
    created_at: time,
    customer: null,
    variant: null,
    product: null,
    order: null,
    renewals: null,
    upcoming_invoice: null,
    ...changes,
  }) satisfies Shape
const scheduled = base('subscription', {
  cancel_at: '{subscription_end}',
  canceled_at: time,
  is_cancelable: false,
})
const atOnce = { status: 'canceled', canceled_at: time, is_cancelable: false }

const cancelCases: ConformanceCase[] = [
  writes(
    'a healthy subscription is canceled at its period’s end',
    CANCEL,
    sends('POST', '/subscriptions/{subscription}/cancel'),
    200,
    scheduled,
  ),
  writes(
    'canceling it again changes nothing',
    ASSUMED,
    sends('POST', '/subscriptions/{subscription}/cancel', { immediately: false }),
    200,
    scheduled,
  ),
  writes(
    'a cancellation is taken back',
    RESUME,
    sends('POST', '/subscriptions/{subscription}/resume'),
    200,
    base('subscription'),
  ),
  writes(
    'there is nothing to take back',
    RESUME,
    sends('POST', '/subscriptions/{subscription}/resume'),
    422,
    {
      message: 'Subscription is not scheduled for cancellation.',
    },
  ),
  writes(
    'past due is canceled at once',
    CANCEL,
    sends('POST', '/subscriptions/{past_due}/cancel', {}),
    200,
    base('past_due', atOnce),
  ),
  writes(
    'what is canceled cannot be canceled',
    ASSUMED,
    sends('POST', '/subscriptions/{past_due}/cancel'),
    422,
    {
      message: 'Subscription cannot be canceled.',
    },
  ),
  writes(
    'what is canceled cannot be resumed',
    RESUME,
    sends('POST', '/subscriptions/{past_due}/resume'),
    422,
    {
      message: 'Subscription is not scheduled for cancellation.',
    },
  ),
  writes(
    'canceled at once when asked to',
    CANCEL,
    sends('POST', '/subscriptions/{ending}/cancel', { immediately: true }),
    200,
    base('ending', atOnce),
  ),
  writes(
    'what was canceled at once cannot be canceled',
    ASSUMED,
    sends('POST', '/subscriptions/{ending}/cancel'),
    422,
    { message: 'Subscription cannot be canceled.' },
  ),
  writes(
    'what was canceled at once cannot be resumed',
    RESUME,
    sends('POST', '/subscriptions/{ending}/resume'),
    422,
    { message: 'Subscription is not scheduled for cancellation.' },
  ),
  writes(
    'immediately is true or false',
    ASSUMED,
    sends('POST', '/subscriptions/{subscription}/cancel', { immediately: 'now' }),
    422,
    invalid({ immediately: 'The immediately field must be true or false.' }),
  ),
  writes(
    'an instalment plan is paid to its end',
    ASSUMED,
    sends('POST', '/subscriptions/{instalments}/cancel'),
    422,
    {
      message: 'Subscription cannot be canceled.',
    },
  ),
  writes(
    'one that may end early does',
    CANCEL,
    sends('POST', '/subscriptions/{early}/cancel'),
    200,
    base('early', {
      cancel_at: '{early_end}',
      canceled_at: time,
      active_until: '{early_until}',
      active_cycles: 6,
      cancel_early: true,
      is_cancelable: false,
    }),
  ),
  writes(
    'resumed, an instalment plan ends when it is paid',
    RESUME,
    sends('POST', '/subscriptions/{early}/resume'),
    200,
    base('early', {
      cancel_at: '{early_until}',
      active_until: '{early_until}',
      active_cycles: 6,
      cancel_early: true,
    }),
  ),
  ...wrongIds('Subscription', 'POST', (id) => `/subscriptions/${id}/cancel`, '{foreign_subscription}'),
  ...wrongIds('Subscription', 'POST', (id) => `/subscriptions/${id}/resume`, '{foreign_subscription}'),
]

const changes = (id: string, variant: string) =>
  sends('POST', `/subscriptions/${id}/change-plan`, { variant_id: variant })
const refused = (name: string, request: ReturnType<typeof sends>, message: string, source = CHANGE) =>
  writes(name, source, request, 422, { message })

const changeCases: ConformanceCase[] = [
  writes(
    'a change of plan needs a variant',
    CHANGE,
    sends('POST', '/subscriptions/{subscription}/change-plan'),
    422,
    invalid({ variant_id: 'The variant id field is required.' }),
  ),
  writes(
    'the variant is a UUID',
    CHANGE,
    changes('{subscription}', 'x'),
    422,
    invalid({ variant_id: 'The variant id field must be a valid UUID.' }),
  ),
  refused('a variant that is not there', changes('{subscription}', '{unknown}'), 'Target variant not found.'),
  refused(
    'a variant of another store',
    changes('{subscription}', '{foreign_variant}'),
    'Target variant not found.',
  ),
  refused(
    'a variant of another product',
    changes('{subscription}', '{other_variant}'),
    "Target variant does not belong to the subscription's product.",
  ),
  refused(
    'a variant that is paid once',
    changes('{subscription}', '{variant}'),
    'Target variant must be recurring.',
  ),
  refused(
    'the variant that it is on',
    changes('{subscription}', '{monthly}'),
    'Subscription is already on the requested variant.',
  ),
  refused(
    'a subscription that has ended',
    changes('{past_due}', '{premium}'),
    'Subscription is not active.',
    ASSUMED,
  ),
  refused(
    'a subscription that was canceled at once',
    changes('{ending}', '{premium}'),
    'Subscription is not active.',
    ASSUMED,
  ),
  refused('a payment that is declined', changes('{declined}', '{premium}'), 'Your card was declined.'),
  writes(
    'and nothing changed',
    CHANGE,
    changes('{declined}', '{cheap}'),
    200,
    base('declined', {
      variant_name: 'Cheap',
      recurring_amount: 100,
    }),
  ),
  writes(
    'the plan is changed',
    CHANGE,
    changes('{subscription}', '{premium}'),
    200,
    base('subscription', { variant_name: 'Premium', recurring_amount: 9900 }),
  ),
  ...wrongIds('Subscription', 'POST', (id) => `/subscriptions/${id}/change-plan`, '{foreign_subscription}'),
]

export const subscriptionCases = [...cancelCases, ...changeCases]
