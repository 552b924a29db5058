/** What the demo does not have: the rare cases of a shop's books, written into a shop that is there. */
import type { Writer } from '../../src/core/ports.ts'

const at = (text: string) => new Date(`${text}Z`)
const invoice = (id: string, type: string) => ({
  id: `00000000-0000-4000-8000-0000000000${id}`,
  number: `FV/${id}`,
  issued_at: '2026-02-01T10:00:00.250Z',
  type,
})
const invoiced = (...invoices: object[]) => ({ easycart: { invoices } }) as never

export async function plantAwkward(writer: Writer): Promise<void> {
  const create: Writer['create'] = async (type, records) => {
    const created = await writer.create(type, records)
    if (created.length !== records.length) throw new Error(`${type} is missing`)
    return created
  }
  const [course, club, gone] = await create('product', [
    {
      name: 'Kiln',
      slug: 'kiln',
      status: 'draft',
      currency: 'KWD',
      description: 'Hot',
      imageUrl: 'https://img.example.com/kiln.png',
      extras: {
        easycart: {
          files: [
            { name: 'Manual', url: 'https://files.example.com/1' },
            { name: 'Map', url: 'https://files.example.com/2' },
          ],
          active_from: '2026-01-01T00:00:00.500Z',
          active_until: '2027-01-01T00:00:00.000Z',
          show_discount_field: false,
          show_confetti: true,
          refund_days: 14,
          redirect_url: 'https://example.com/thanks',
          webhook_url: 'https://example.com/hook',
        },
        shopline: { handle: 'kiln' },
      },
    },
    { name: 'Club', slug: 'club-kwd', status: 'published', currency: 'KWD' },
    { name: 'Gone', slug: 'gone', status: 'published', currency: 'KWD' },
  ])
  if (!course || !club || !gone) throw new Error('No products')
  const [small, large, monthly, yearly, nameless] = await create('productVariant', [
    {
      productKey: course.key,
      name: 'Small',
      kind: 'one_time',
      amount: 1250,
      extras: {
        easycart: {
          custom_id: 'S',
          is_hidden: true,
          active_days: 30,
          old_price: 2000,
          active_from: '2026-01-01T00:00:00.000Z',
          show_active_until_counter: false,
          tax_behavior: 'inclusive',
          files: [{ name: 'Plan', url: 'https://files.example.com/3' }],
          invoice_remarks: 'Thanks',
        },
      },
    },
    { productKey: course.key, name: 'Large', kind: 'one_time', amount: 9999 },
    {
      productKey: club.key,
      name: 'Monthly',
      kind: 'recurring',
      interval: 'month',
      intervalCount: 1,
      amount: 500,
    },
    {
      productKey: club.key,
      name: 'Quarterly',
      kind: 'recurring',
      interval: 'month',
      intervalCount: 3,
      amount: 1400,
    },
    { productKey: gone.key, name: null, kind: 'one_time', amount: 0 },
  ])
  if (!small || !large || !monthly || !yearly || !nameless) throw new Error('No variants')
  const [named, mute, opener, holder, parts] = await create('customer', [
    { email: 'Awkward@Example.com', fullName: 'Zoë  Żółć', avatarUrl: 'https://img.example.com/z.png' },
    { email: null, fullName: null },
    { email: 'opener@example.com' },
    { email: 'holder@example.com', fullName: 'Holder' },
    { email: 'parts@example.com', firstName: 'First', lastName: 'Last' },
    // In no list, and nothing leads to them.
    { email: 'nothing@example.com' },
  ])
  if (!named || !mute || !opener || !holder || !parts) throw new Error('No customers')
  const order = { currency: 'KWD', amount: 11249, quantity: 2 }
  const statuses = [
    'created',
    'awaiting_payment',
    'processing',
    'completed',
    'canceled',
    'refunded',
    'unknown',
  ]
  await create(
    'order',
    statuses.map((status, index) => ({
      ...order,
      status,
      customerKey: mute.key,
      customerEmail: index % 2 ? 'mute@example.com' : null,
      createdAt: at(`2026-03-0${index + 1}T10:00:00.999`),
    })),
  )
  await create('order', [
    { ...order, status: 'created', customerKey: opener.key, createdAt: at('2026-03-10T10:00:00') },
    { ...order, status: 'created', customerEmail: 'guest@example.com', createdAt: at('2026-03-11T10:00:00') },
    {
      ...order,
      status: 'completed',
      amount: 0,
      customerKey: parts.key,
      createdAt: at('2026-03-12T10:00:00'),
    },
    {
      ...order,
      currency: 'JPY',
      status: 'completed',
      customerKey: parts.key,
      createdAt: at('2026-03-13T10:00:00'),
    },
  ])
  const [big, trial, second, old] = await create('order', [
    {
      ...order,
      status: 'completed',
      customerKey: named.key,
      createdAt: at('2026-02-01T10:00:00.123'),
      extras: invoiced(invoice('01', 'proforma'), invoice('02', 'vat')),
    },
    {
      ...order,
      status: 'completed',
      amount: 500,
      customerKey: named.key,
      createdAt: at('2026-02-02T10:00:00'),
    },
    { ...order, status: 'refunded', customerKey: named.key, createdAt: at('2026-02-03T10:00:00') },
    {
      ...order,
      status: 'completed',
      amount: 0,
      customerKey: named.key,
      createdAt: at('2026-02-04T10:00:00'),
    },
  ])
  if (!big || !trial || !second || !old) throw new Error('No orders')
  const ofCourse = { productUuid: course.uuidId, productName: 'Kiln, as it was called' }
  const ofClub = { productUuid: club.uuidId, productName: 'Club' }
  const line = { quantity: 1, unitAmount: 1250, amount: 1250, isBump: false }
  await create('orderLine', [
    // The bump stands first.
    {
      ...line,
      ...ofClub,
      orderKey: big.key,
      position: 0,
      isBump: true,
      variantUuid: monthly.uuidId,
      variantName: 'Monthly',
    },
    { ...line, ...ofCourse, orderKey: big.key, position: 1, variantUuid: large.uuidId, variantName: 'Large' },
    { ...line, ...ofCourse, orderKey: big.key, position: 2, variantUuid: small.uuidId, variantName: 'Small' },
    { ...line, productName: 'By hand', orderKey: big.key, position: 3 },
    {
      ...line,
      ...ofClub,
      orderKey: trial.key,
      position: 0,
      variantUuid: monthly.uuidId,
      variantName: 'Monthly',
    },
    {
      ...line,
      productUuid: gone.uuidId,
      variantUuid: nameless.uuidId,
      productName: 'Gone',
      orderKey: old.key,
      position: 0,
    },
    // Nobody knows that it was this product.
    { ...line, productName: 'Club', orderKey: second.key, position: 0 },
  ])
  await create('productAccess', [
    {
      ...ofCourse,
      customerKey: named.key,
      orderKey: big.key,
      variantUuid: small.uuidId,
      variantName: 'Small',
      activeUntil: at('2026-02-20T10:00:00.5'),
      endedAt: at('2026-02-20T10:00:01'),
      createdAt: at('2026-02-01T10:00:00'),
    },
    { ...ofCourse, customerKey: named.key, createdAt: at('2026-01-01T10:00:00') },
    {
      productUuid: gone.uuidId,
      productName: 'Gone',
      customerKey: named.key,
      orderKey: old.key,
      variantUuid: nameless.uuidId,
      createdAt: at('2026-02-04T10:00:00'),
    },
  ])
  const plan = { ...ofClub, currency: 'KWD', recurringAmount: 500, interval: 'month', customerKey: named.key }
  const [running, given] = await create('subscription', [
    {
      ...plan,
      orderKey: trial.key,
      // It was changed to another plan since.
      variantUuid: monthly.uuidId,
      variantName: 'Monthly',
      status: 'active',
      provider: 'stripe',
      remoteId: 'sub_1',
      cancelAt: at('2026-07-01T00:00:00'),
      canceledAt: at('2026-05-01T00:00:00.7'),
      periodStart: at('2026-05-01T00:00:00'),
      periodEnd: at('2026-07-01T00:00:00'),
      createdAt: at('2026-02-02T10:00:00'),
    },
    // Somebody else's, from somebody's order.
    {
      ...plan,
      customerKey: holder.key,
      orderKey: big.key,
      variantUuid: yearly.uuidId,
      variantName: 'Quarterly',
      intervalCount: 3,
      status: 'past_due',
      isDelegated: true,
      activeCycles: 4,
      activeUntil: at('2027-02-01T00:00:00'),
      keepAccess: true,
      cancelEarly: true,
      createdAt: at('2026-02-01T11:00:00'),
    },
    {
      ...plan,
      customerKey: holder.key,
      status: 'incomplete_expired',
      canceledAt: at('2026-01-02T10:00:00'),
      variantName: null,
      createdAt: at('2026-01-01T10:00:00'),
    },
    {
      ...plan,
      status: 'canceled',
      productUuid: null,
      productName: 'Old club',
      createdAt: at('2025-12-01T10:00:00'),
    },
  ])
  if (!running || !given) throw new Error('No subscriptions')
  const pay = { currency: 'KWD', customerKey: named.key, provider: 'stripe' }
  const payments = await create('payment', [
    {
      ...pay,
      orderKey: big.key,
      amount: 6000,
      taxAmount: 100,
      remoteId: 'pi_1',
      paidAt: at('2026-02-01T10:05:00.4'),
      extras: invoiced(invoice('03', 'vat')),
    },
    { ...pay, orderKey: big.key, amount: 5249, provider: 'paypo', paidAt: at('2026-02-01T10:06:00') },
    { ...pay, orderKey: second.key, amount: 11249, paidAt: at('2026-02-03T10:05:00') },
    {
      ...pay,
      orderKey: trial.key,
      subscriptionKey: running.key,
      amount: 500,
      paidAt: at('2026-02-02T10:05:00'),
    },
    {
      ...pay,
      subscriptionKey: running.key,
      isRenewal: true,
      amount: 500,
      paidAt: at('2026-03-02T10:05:00'),
      extras: invoiced(invoice('04', 'vat')),
    },
    // A renewal that has an order of its own, later than the one that began it.
    {
      ...pay,
      orderKey: old.key,
      subscriptionKey: running.key,
      isRenewal: true,
      amount: 500,
      paidAt: at('2026-04-02T10:05:00'),
    },
    { ...pay, amount: 77, provider: 'other', paidAt: at('2026-04-03T10:05:00') },
    {
      ...pay,
      customerKey: holder.key,
      currency: 'USD',
      subscriptionKey: given.key,
      isRenewal: true,
      amount: 1400,
      paidAt: at('2026-05-01T10:05:00'),
    },
  ])
  const refund = (index: number, amount: number, state: string, day: string) => ({
    ...{ paymentKey: payments[index]?.key ?? 0, customerKey: payments[index]?.customerKey ?? 0 },
    ...{
      currency: payments[index]?.currency ?? '',
      amount,
      state,
      createdAt: at(`2026-04-${day}T12:00:00.3`),
    },
  })
  await create('refund', [
    refund(0, 1000, 'recorded', '01'),
    refund(0, 500, 'recorded', '02'),
    refund(0, 250, 'submitted', '03'),
    refund(2, 11249, 'recorded', '04'),
    refund(3, 500, 'submitted', '05'),
    refund(7, 1400, 'recorded', '06'),
  ])
  await writer.remove('product', [gone.key])
}
