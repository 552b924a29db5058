/**
 * A customer with something of every type that hangs on customers, a recognisable value planted in every field
 * that the schema marks as personal, and a history of changes.
 */
import type { Writer } from '../../src/core/ports.ts'
import { type Customer, fieldOf, fields, type RecordType } from '../../src/core/schema.ts'
import { takeSnapshot } from '../../src/core/snapshot.ts'

/** What is planted beside text that holds the word: no text of their own, so unlikely to come from elsewhere. */
export const PLANTED_DAY = '1987-06-05'
export const PLANTED_DEGREES = 12.345678

/** Set by something else than the planted values. */
const FIXED = new Set([
  'customer.emailFolded',
  'customer.nameFolded',
  'customer.gender',
  'customer.anonymizationInfo',
])

/** What a webhook was told of the record, and what it is about to be told. */
async function plantDeliveries(
  writer: Writer,
  word: string,
  type: 'customer' | 'address',
  record: { key: number },
  customerKey: number | null,
): Promise<void> {
  const [webhook] = await writer.create('webhook', [
    { dialect: 'commerce-layer', topic: 'customers.create', callbackUrl: 'https://receiver.test/' },
  ])
  const [notice] = await writer.create('notice', [
    {
      dialect: 'commerce-layer',
      topic: 'customers.create',
      customerKey,
      recordType: type,
      recordKey: record.key,
    },
  ])
  const keys = { webhookKey: webhook!.key, noticeKey: notice!.key, customerKey }
  const [delivery] = await writer.create('delivery', [
    {
      ...keys,
      subjectKey: record.key,
      state: 'pending',
      createdAt: new Date(0),
      nextAttemptAt: new Date(0),
      snapshot: takeSnapshot(type, record),
    },
  ])
  await writer.create('deliveryAttempt', [
    {
      ...(planted('deliveryAttempt', word) as Record<string, never>),
      ...keys,
      deliveryKey: delivery!.key,
      callbackUrl: 'https://receiver.test/',
      milliseconds: 5,
      reference: null,
    },
  ])
}

/** Every personal field of the type, each holding the word. */
export function planted(type: RecordType, word: string): Record<string, unknown> {
  const personal = Object.entries(fields[type]).filter(
    ([name, field]) => field.personal && !FIXED.has(`${type}.${name}`),
  )
  return Object.fromEntries([
    ...personal.map(([name, field]) => [name, plantedValue(field.type, `${word} ${type} ${name}`)]),
    ...(type === 'customer'
      ? [
          ['email', `${word}@Example.com`],
          ['gender', 'female'],
        ]
      : []),
    ...(fieldOf(type, 'reference') ? [['reference', `${word}.${type}@example.com`]] : []),
  ])
}

function plantedValue(type: string, text: string): unknown {
  if (type === 'json') return { [text]: { inside: [text] } }
  if (type === 'date') return PLANTED_DAY
  if (type === 'float') return PLANTED_DEGREES
  if (type !== 'text') throw new Error(`Say what is planted in a field of type ${type}`)
  return text
}

export async function plantCustomer(writer: Writer, word: string, orders: number): Promise<Customer> {
  const plant = (type: RecordType) => planted(type, word) as Record<string, never>
  const [customer] = await writer.create('customer', [
    {
      ...plant('customer'),
      emailConsentState: 'subscribed',
      smsConsentState: 'not_subscribed',
      accountState: 'registered',
      verifiedEmail: true,
    },
  ])
  const customerKey = customer!.key
  await writer.create('address', [
    { ...plant('address'), customerKey, isDefault: true, entryReference: `${word}.entry@example.com` },
    { ...plant('address'), customerKey },
  ])
  const [source] = await writer.create('paymentSource', [{ ...plant('paymentSource'), customerKey }])
  const [wishes] = await writer.create('record', [{ ...plant('record'), kind: 'sku_list', customerKey }])
  for (let place = 0; place < orders; place++) {
    const money = { customerKey, currency: place % 2 === 0 ? 'USD' : 'EUR' }
    const [order] = await writer.create('order', [
      { ...plant('order'), ...money, status: 'completed', amount: 500, number: `#${place}` },
    ])
    const orderKey = order!.key
    await writer.create('orderLine', [
      { orderKey, position: 1, productName: 'Tea', quantity: 1, unitAmount: 500, amount: 500 },
    ])
    const [subscription] = await writer.create('subscription', [
      {
        ...plant('subscription'),
        ...money,
        orderKey,
        productName: 'Tea club',
        status: 'active',
        recurringAmount: 500,
        interval: 'month',
      },
    ])
    const [payment] = await writer.create('payment', [
      {
        ...plant('payment'),
        ...money,
        orderKey,
        subscriptionKey: subscription!.key,
        amount: 500,
        paidAt: new Date('2026-01-01T00:00:00Z'),
        remoteId: `ch_${place}`,
      },
    ])
    await writer.create('refund', [{ ...money, paymentKey: payment!.key, amount: 100, state: 'recorded' }])
    await writer.create('productAccess', [
      { customerKey, orderKey, productUuid: '11111111-2222-4333-8444-555555555555', productName: 'Tea' },
    ])
    // An address that is nobody's entry: the order's own.
    const [billing] = await writer.create('address', [plant('address')])
    await plantDeliveries(writer, word, 'address', billing!, null)
    await writer.setLinks('order', orderKey, 'billing_address', [{ type: 'address', key: billing!.key }])
    await writer.update('address', billing!.key, { notes: `${word} again` })
    await writer.setLinks('order', orderKey, 'payment_source', [{ type: 'paymentSource', key: source!.key }])
    await writer.update('order', orderKey, { customerEmail: `${word}.2@example.com` })
  }
  await plantDeliveries(writer, word, 'customer', customer!, customerKey)
  const [from] = await writer.create('source', [
    { name: `source ${customerKey}`, dialect: 'shopline', baseUrl: 'https://shop.test' },
  ])
  await writer.create('sourceRecord', [
    {
      ...plant('sourceRecord'),
      sourceKey: from!.key,
      recordType: 'customer',
      recordKey: customerKey,
      remoteId: String(customerKey),
      customerKey,
      linkedBy: 'id',
      seenRun: 1,
    },
  ])
  await writer.update('record', wishes!.key, { metadata: { [word]: word } })
  return writer.update('customer', customerKey, { note: `${word} moved`, phone: `${word} 555` })
}
