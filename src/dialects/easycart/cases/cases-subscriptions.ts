/** Cases of POST /subscriptions/{id}/cancel, /resume and /change-plan. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { time } from './case-shapes.ts'
import { invalid, sends, writes, wrongIds } from './case-writes.ts'

const CANCEL = 'Cancel Subscription'
const RESUME = 'Resume Subscription'
const CHANGE = 'Change Subscription Plan'
const ASSUMED = 'assumed'

const END = '2099-02-01T00:00:00+00:00'
/** The base fields of the subscription that pays monthly, and every section null. */
const base = (changes: Record<string, Shape>) =>
  ({
    id: '{subscription}',
    remote_id: 'sub_1',
    provider: 'stripe',
    status: 'active',
    variant_name: 'Monthly',
    product_name: 'Club',
    recurring_amount: 4900,
    currency: 'pln',
    interval: 'month',
    interval_count: 1,
    quantity: 1,
    customer_email: 'ola@example.pl',
    current_period_start: '2099-01-01T00:00:00+00:00',
    current_period_end: END,
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
const scheduled = base({ cancel_at: END, canceled_at: time, is_cancelable: false })
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
    base({}),
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
    base({ id: '{past_due}', ...atOnce }),
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
    base({ id: '{ending}', ...atOnce }),
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
    base({
      id: '{early}',
      cancel_at: END,
      canceled_at: time,
      active_until: '2099-06-01T00:00:00+00:00',
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
    base({
      id: '{early}',
      cancel_at: '2099-06-01T00:00:00+00:00',
      active_until: '2099-06-01T00:00:00+00:00',
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
  refused('a payment that is declined', changes('{declined}', '{premium}'), 'Your card was declined.'),
  writes(
    'and nothing changed',
    CHANGE,
    changes('{declined}', '{cheap}'),
    200,
    base({
      id: '{declined}',
      variant_name: 'Cheap',
      recurring_amount: 100,
      customer_email: 'broke@example.pl',
    }),
  ),
  writes(
    'the plan is changed',
    CHANGE,
    changes('{subscription}', '{premium}'),
    200,
    base({ variant_name: 'Premium', recurring_amount: 9900 }),
  ),
  ...wrongIds('Subscription', 'POST', (id) => `/subscriptions/${id}/change-plan`, '{foreign_subscription}'),
]

export const subscriptionCases = [...cancelCases, ...changeCases]
