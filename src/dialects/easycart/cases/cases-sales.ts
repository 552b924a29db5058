/** What GET /orders and GET /transactions answer over the reading cases' store. */
import type { Shape } from '../../case.ts'
import { daysRefused } from './case-days.ts'
import type { Endpoint, Row } from './cases-reading.ts'

const order = {
  id: '{order}',
  status: 'completed',
  amount: 11800,
  currency: 'pln',
  quantity: 1,
  product_name: 'Course',
  customer_email: 'ola@example.pl',
  created_at: '2026-05-27T10:15:30+00:00',
} satisfies Record<string, Shape>
const unpaid = {
  id: '{unpaid}',
  status: 'awaiting_payment',
  amount: 1999,
  currency: 'eur',
  quantity: 2,
  product_name: 'Workbook',
  customer_email: null,
  created_at: '2026-05-26T08:00:00+00:00',
} satisfies Record<string, Shape>
const noSections = { line_items: null, customer: null, transactions: null, invoices: null }
const ola: Shape = { id: '{customer}', email: 'ola@example.pl', name: 'Ola Nowak' }
const invoice: Shape = {
  id: '{invoice}',
  number: 'EASY/2026/05/123',
  issued_at: '2026-05-27T10:20:00+00:00',
  type: 'invoice',
}
const refund: Shape = {
  id: '{refund}',
  amount: 3900,
  currency: 'pln',
  created_at: '2026-05-28T09:00:00+00:00',
}
const transactionRow = {
  id: '{transaction}',
  remote_id: 'pi_3PqL2kEa1b2c3d4e',
  provider: 'stripe',
  refund_state: 'partial',
  total: 11800,
  refunded_amount: 3900,
  currency: 'pln',
  customer_email: 'ola@example.pl',
  product_name: 'Course',
  is_subscription_followup: false,
  date: '2026-05-27T10:16:00+00:00',
}

export const ORDERS: Endpoint = {
  path: '/orders',
  thing: 'Order',
  source: 'Get Orders, Get Order',
  any: 'any_order',
  newestBy: 'created_at',
  rules: [
    ...['completed', 'awaiting_payment', 'refunded', 'canceled', 'processing'].map(
      (status) =>
        [`status=${status}`, `the status is ${status}`, (row: Row) => row.status === status] as const,
    ),
    ['created_from=2026-01-01', 'it is not older', (row) => String(row.created_at) >= '2025-12-31T10'],
    ['created_to=2025-12-31', 'it is not younger', (row) => String(row.created_at) <= '2026-01-01T12'],
    ['customer={unknown}', 'nobody ordered it', () => false],
    ['product={unknown}', 'it is of no product', () => false],
    ['created_from=2026-02-02&created_to=2026-02-01', 'it is of no day', () => false],
    [
      'status=completed&customer={customer}',
      'it is completed, and the customer’s',
      (row) => row.status === 'completed' && row.customer_email !== null,
    ],
  ],
  all: ['order', 'unpaid', 'club_order', 'legacy'],
  row: order,
  finds: [
    ['status=completed', 'order', 'club_order'],
    ['status=awaiting_payment', 'unpaid'],
    ['status=refunded'],
    ['status=&customer=+&product=&created_from=', 'order', 'unpaid', 'club_order', 'legacy'],
    ['created_from=2026-05-27', 'order'],
    ['created_to=2026-05-26&created_from=2026-05-26', 'unpaid'],
    ['created_from=2026-05-27&created_to=2026-05-26'],
    ['customer={customer}', 'order', 'legacy'],
    ['customer={unknown}'],
    ['product={course}', 'order'],
    // The primary product only: the bump of `order` is not matched.
    ['product=BBBBBBBB-1111-4111-8111-bbbbbbbbbbbb', 'unpaid'],
    ['customer={customer}&status=completed&created_from=2026-01-01', 'order'],
    ['customer={jan}&status=canceled'],
    ['email=jan@example.pl&currency=eur', 'order', 'unpaid', 'club_order', 'legacy'],
  ],
  refuses: [
    ['status=Completed', 'Invalid status'],
    ['status=unknown', 'Invalid status'],
    ['status[]=completed', 'Invalid status'],
    ...daysRefused('created'),
    ['customer=1', 'Invalid customer ID'],
    ['product=1', 'Invalid product ID'],
  ],
  shows: [
    ['sections that were not asked for are null', '{order}', { ...order, ...noSections }],
    [
      'legacy orders have no status',
      '{legacy}?include=line_items',
      {
        ...order,
        id: '{legacy}',
        status: null,
        amount: 500,
        product_name: '',
        created_at: '2020-01-01T00:00:00+00:00',
        ...noSections,
        line_items: [],
      },
    ],
    [
      'an order may have no customer',
      '{unpaid}?include=customer,transactions,invoices',
      {
        ...unpaid,
        line_items: null,
        customer: null,
        transactions: [],
        invoices: [],
      },
    ],
    [
      'all sections',
      '{order}?include=line_items,%20customer%20,transactions,invoices,nothing,customer',
      {
        ...order,
        line_items: [
          {
            product_name: 'Workbook',
            variant_name: null,
            amount: 3900,
            amount_total: 3900,
            currency: 'pln',
            quantity: 1,
            is_order_bump: true,
            access: [{ type: 'product', id: '{workbook_access}' }],
          },
          {
            product_name: 'Course',
            variant_name: 'Standard',
            amount: 7900,
            amount_total: 7900,
            currency: 'pln',
            quantity: 1,
            is_order_bump: false,
            access: [{ type: 'product', id: '{course_access}' }],
          },
        ],
        customer: ola,
        transactions: [{ ...transactionRow, refunds: [refund] }],
        invoices: [invoice],
      },
    ],
    [
      'a subscription line gives access to its subscription',
      '{club_order}?include=line_items',
      {
        id: '{club_order}',
        status: 'completed',
        amount: 4900,
        currency: 'pln',
        quantity: 1,
        product_name: 'Club',
        customer_email: 'jan@example.pl',
        created_at: '2026-04-20T14:02:00+00:00',
        ...noSections,
        line_items: [
          {
            product_name: 'Club',
            variant_name: 'Monthly Plan',
            amount: 4900,
            amount_total: 4900,
            currency: 'pln',
            quantity: 1,
            is_order_bump: false,
            access: [{ type: 'subscription', id: '{subscription}' }],
          },
        ],
      },
    ],
  ],
}

/** `net_amount + tax_amount = total`, `refunded_amount + remaining_refundable = total` (Get Transaction). */
const transaction = {
  id: '{transaction}',
  remote_id: 'pi_3PqL2kEa1b2c3d4e',
  provider: 'stripe',
  provider_name: 'Stripe',
  refund_state: 'partial',
  total: 11800,
  net_amount: 10486,
  tax_amount: 1314,
  refunded_amount: 3900,
  remaining_refundable: 7900,
  currency: 'pln',
  customer_email: 'ola@example.pl',
  product_name: 'Course',
  is_subscription_followup: false,
  refundable: true,
  date: '2026-05-27T10:16:00+00:00',
}

export const TRANSACTIONS: Endpoint = {
  path: '/transactions',
  thing: 'Transaction',
  source: 'Get Transactions, Get Transaction',
  any: 'any_transaction',
  newestBy: 'date',
  rules: [
    ...['none', 'partial', 'full'].map(
      (state) =>
        [
          `status=${state}`,
          `the refund state is ${state}`,
          (row: Row) => row.refund_state === state,
        ] as const,
    ),
    ...['stripe', 'tpay', 'paypo'].map(
      (provider) =>
        [`provider=${provider}`, `${provider} paid it`, (row: Row) => row.provider === provider] as const,
    ),
    ['amount_min=5000', 'it is as much', (row) => Number(row.total) >= 5000],
    ['amount_max=5000', 'it is no more', (row) => Number(row.total) <= 5000],
    [
      'amount_min=1000&amount_max=5000',
      'it is in between',
      ({ total }) => Number(total) >= 1000 && Number(total) <= 5000,
    ],
    ['amount_max=-1', 'it is nothing', () => false],
    ['is_subscription_followup=true', 'it is a renewal', (row) => row.is_subscription_followup === true],
    ['is_subscription_followup=0', 'it is none', (row) => row.is_subscription_followup === false],
    ['paid_from=2026-01-01', 'it is not older', (row) => String(row.date) >= '2025-12-31T10'],
    [
      'status=partial&per_page=1',
      'something was given back, and not all',
      (row) => Number(row.refunded_amount) > 0 && Number(row.refunded_amount) < Number(row.total),
    ],
    [
      'status=full&per_page=1',
      'all was given back',
      (row) => Number(row.refunded_amount) >= Number(row.total),
    ],
    ['status=none&per_page=1', 'nothing was given back', (row) => row.refunded_amount === 0],
  ],
  all: ['transaction', 'renewal', 'first'],
  row: transactionRow,
  finds: [
    ['status=none', 'first'],
    ['status=partial', 'transaction'],
    ['status=full', 'renewal'],
    ['provider=tpay', 'first'],
    ['provider=stripe', 'transaction'],
    ['paid_from=2026-05-20', 'transaction', 'renewal'],
    ['paid_to=2026-05-20', 'renewal', 'first'],
    ['amount_min=4901', 'transaction'],
    ['amount_min=4900&amount_max=4900', 'renewal', 'first'],
    ['amount_max=-1'],
    ['amount_max=99999999999999999999', 'transaction', 'renewal', 'first'],
    ['is_subscription_followup=true', 'renewal'],
    ['is_subscription_followup=0', 'transaction', 'first'],
    ['status=none&is_subscription_followup=true'],
    ['status=&provider=&amount_min=+&is_subscription_followup=', 'transaction', 'renewal', 'first'],
  ],
  refuses: [
    ['status=Full', 'Invalid status'],
    ['provider=paypal', 'Invalid provider'],
    ...daysRefused('paid'),
    ['amount_min=1.5', 'Invalid amount_min'],
    ['amount_max=much', 'Invalid amount_max'],
    ['is_subscription_followup=maybe', 'Invalid is_subscription_followup'],
  ],
  shows: [
    [
      'sections that were not asked for are null',
      '{transaction}',
      {
        ...transaction,
        order: null,
        customer: null,
        invoices: null,
        refunds: null,
      },
    ],
    [
      'all sections; a refund that is not confirmed is none',
      '{transaction}?include=order,customer,invoices,refunds',
      {
        ...transaction,
        order: { id: '{order}', status: 'completed', product_name: 'Course', quantity: 1 },
        customer: ola,
        invoices: [invoice],
        refunds: [refund],
      },
    ],
    [
      'nothing is left of a renewal that was given back',
      '{renewal}?include=invoices',
      {
        ...transaction,
        id: '{renewal}',
        remote_id: null,
        provider: 'paypo',
        provider_name: 'PayPo',
        refund_state: 'full',
        total: 4900,
        net_amount: 4900,
        tax_amount: 0,
        refunded_amount: 4900,
        remaining_refundable: 0,
        customer_email: 'jan@example.pl',
        product_name: 'Club',
        is_subscription_followup: true,
        refundable: false,
        date: '2026-05-20T14:02:00+00:00',
        order: null,
        customer: null,
        invoices: [],
        refunds: null,
      },
    ],
  ],
}
