/** A store with one of everything that Easycart's reading endpoints show; every figure is worked out by hand. */
import type { Writer } from '../../src/core/ports.ts'
import type { CaseFixture } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'
import { easycartCredentials } from './easycart.fixture.ts'

const uuid = (digit: string) => `${digit.repeat(8)}-1111-4111-8111-${digit.repeat(12)}`
const UNKNOWN = '99999999-9999-4999-8999-999999999999'
const [COURSE, WORKBOOK, CLUB, MONTHLY] = [uuid('a'), uuid('b'), uuid('c'), uuid('d')]
const money = { currency: 'PLN' }
const at = (text: string) => new Date(text)

export async function easycartReadingFixture(world: World): Promise<CaseFixture> {
  const foreign = await world.addOrganization({ slug: 'foreign' })
  const write = <T>(organization: number, work: (writer: Writer) => Promise<T>) =>
    world.store.records.write(organization, { kind: 'test' }, work)
  const facts = await write(world.organization.key, async (writer) => ({
    ...(await writeSales(writer)),
    ...(await writeSubscriptions(writer)),
    ...(await writeProducts(writer)),
    ...(await writePromotionCodes(writer)),
  }))
  const theirs = await write(foreign.key, async (writer) => ({
    ...prefixed('foreign', await writeSales(writer)),
    ...prefixed('foreign', await writeSubscriptions(writer)),
    ...prefixed('foreign', await writeProducts(writer, uuid('e'), uuid('f'))),
    ...prefixed('foreign', await writePromotionCodes(writer)),
  }))
  return {
    facts: {
      ...facts,
      ...theirs,
      unknown: UNKNOWN,
      foreign_store: foreign.uuidId,
      course: COURSE,
      known_store: 'yes',
      currency: 'pln',
      any_order: facts.order,
      any_transaction: facts.transaction,
      any_subscription: facts.subscription,
      any_product: facts.product,
      any_promotion: facts.global,
      any_variant: facts.month,
    },
    authorize: await easycartCredentials(world, [world.organization]),
  }
}

const prefixed = (word: string, facts: Record<string, string>) =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [`${word}_${name}`, value]))

/** A paid order with a bump and a refund, an unpaid one of nobody's, and a legacy one. */
async function writeSales(writer: Writer) {
  const [ola] = await writer.create('customer', [{ email: 'ola@example.pl', fullName: 'Ola Nowak' }])
  const owned = { customerKey: ola!.key }
  const invoice = {
    id: uuid('1'),
    number: 'EASY/2026/05/123',
    issued_at: '2026-05-27T10:20:00Z',
    type: 'invoice',
  }
  const [paid, unpaid, legacy] = await writer.create('order', [
    { ...owned, ...money, status: 'completed', amount: 11800, createdAt: at('2026-05-27T10:15:30.999Z') },
    {
      currency: 'EUR',
      status: 'awaiting_payment',
      amount: 1999,
      quantity: 2,
      createdAt: at('2026-05-26T08:00:00Z'),
    },
    { ...owned, ...money, status: 'unknown', amount: 500, createdAt: at('2020-01-01T00:00:00Z') },
  ])
  await writer.create('orderLine', [
    {
      orderKey: paid!.key,
      position: 0,
      isBump: true,
      productUuid: WORKBOOK,
      productName: 'Workbook',
      quantity: 1,
      unitAmount: 3900,
      amount: 3900,
    },
    {
      orderKey: paid!.key,
      position: 1,
      productUuid: COURSE,
      productName: 'Course',
      variantUuid: MONTHLY,
      variantName: 'Standard',
      quantity: 1,
      unitAmount: 7900,
      amount: 7900,
    },
    {
      orderKey: unpaid!.key,
      position: 0,
      productUuid: WORKBOOK,
      productName: 'Workbook',
      quantity: 2,
      unitAmount: 1000,
      amount: 1999,
    },
  ])
  const accesses = await writer.create('productAccess', [
    { ...owned, orderKey: paid!.key, productUuid: COURSE, productName: 'Course' },
    { ...owned, orderKey: paid!.key, productUuid: WORKBOOK, productName: 'Workbook' },
  ])
  const [payment] = await writer.create('payment', [
    {
      ...owned,
      ...money,
      orderKey: paid!.key,
      amount: 11800,
      taxAmount: 1314,
      remoteId: 'pi_3PqL2kEa1b2c3d4e',
      paidAt: at('2026-05-27T10:16:00Z'),
      extras: { easycart: { invoices: [invoice] } },
    },
  ])
  const part = { ...owned, ...money, paymentKey: payment!.key }
  const [refund] = await writer.create('refund', [
    { ...part, amount: 3900, state: 'recorded', createdAt: at('2026-05-28T09:00:00Z') },
    { ...part, amount: 100, state: 'submitted' },
  ])
  return {
    customer: ola!.uuidId,
    order: paid!.uuidId,
    unpaid: unpaid!.uuidId,
    legacy: legacy!.uuidId,
    transaction: payment!.uuidId,
    refund: refund!.uuidId,
    course_access: accesses[0]!.uuidId,
    workbook_access: accesses[1]!.uuidId,
    invoice: invoice.id,
  }
}

/** One that goes on, whose renewal was given back in full; one that is called off for later. */
async function writeSubscriptions(writer: Writer) {
  const [jan] = await writer.create('customer', [{ email: 'jan@example.pl' }])
  const owned = { customerKey: jan!.key, ...money }
  const [order] = await writer.create('order', [
    { ...owned, status: 'completed', amount: 4900, createdAt: at('2026-04-20T14:02:00Z') },
  ])
  await writer.create('orderLine', [
    {
      orderKey: order!.key,
      position: 0,
      productUuid: CLUB,
      productName: 'Club',
      variantUuid: MONTHLY,
      variantName: 'Monthly Plan',
      quantity: 1,
      unitAmount: 4900,
      amount: 4900,
    },
  ])
  const plan = {
    ...owned,
    productUuid: CLUB,
    productName: 'Club',
    variantUuid: MONTHLY,
    variantName: 'Monthly Plan',
    recurringAmount: 4900,
    interval: 'month',
  }
  const [active, leaving] = await writer.create('subscription', [
    {
      ...plan,
      orderKey: order!.key,
      status: 'active',
      remoteId: 'sub_1QabcDEFghiJKLmn',
      createdAt: at('2026-04-20T14:02:00Z'),
      periodStart: at('2026-05-20T14:02:00Z'),
      periodEnd: at('2026-06-20T14:02:00Z'),
    },
    {
      ...plan,
      productUuid: COURSE,
      variantUuid: null,
      variantName: null,
      status: 'active',
      createdAt: at('2026-03-01T00:00:00Z'),
      periodEnd: at('2026-07-01T00:00:00Z'),
      canceledAt: at('2026-06-05T00:00:00Z'),
      cancelAt: at('2026-07-01T00:00:00Z'),
    },
  ])
  const paid = { ...owned, orderKey: order!.key, subscriptionKey: active!.key, amount: 4900 }
  const [first, renewal] = await writer.create('payment', [
    { ...paid, provider: 'tpay', paidAt: at('2026-04-20T14:03:00Z') },
    { ...paid, provider: 'paypo', isRenewal: true, paidAt: at('2026-05-20T14:02:00Z') },
  ])
  await writer.create('refund', [
    {
      ...owned,
      paymentKey: renewal!.key,
      amount: 4900,
      state: 'recorded',
      createdAt: at('2026-05-21T00:00:00Z'),
    },
  ])
  return {
    jan: jan!.uuidId,
    club_order: order!.uuidId,
    subscription: active!.uuidId,
    leaving: leaving!.uuidId,
    first: first!.uuidId,
    renewal: renewal!.uuidId,
    club: CLUB,
    monthly: MONTHLY,
  }
}

async function writeProducts(writer: Writer, club = CLUB, monthly = MONTHLY) {
  const [full, draft] = await writer.create('product', [
    {
      uuidId: club,
      ...money,
      name: 'Club',
      slug: 'club',
      status: 'published',
      description: 'Meet us',
      imageUrl: 'https://img.example.com/club.png',
      createdAt: at('2026-01-01T00:00:00Z'),
      extras: {
        easycart: {
          files: [
            { name: 'A.pdf', url: 'https://files.example.com/a.pdf' },
            { name: 'B.pdf', url: 'https://files.example.com/b.pdf' },
          ],
          active_from: '2026-01-01T00:00:00.000Z',
          refund_days: 14,
          webhook_url: 'https://hooks.example.com/club',
          delegable: true,
        },
      },
    },
    { currency: 'EUR', name: 'Draft', slug: 'draft', status: 'draft', createdAt: at('2026-02-01T00:00:00Z') },
  ])
  const [month, once] = await writer.create('productVariant', [
    {
      uuidId: monthly,
      productKey: full!.key,
      kind: 'recurring',
      interval: 'month',
      intervalCount: 1,
      name: 'Monthly Plan',
      amount: 4900,
      extras: {
        easycart: { trial_period_days: 14, active_cycles: 12, cancel_early: true, tax_behavior: 'exclusive' },
      },
    },
    { productKey: full!.key, kind: 'one_time', amount: 19900 },
  ])
  return { product: full!.uuidId, draft: draft!.uuidId, month: month!.uuidId, once: once!.uuidId }
}

async function writePromotionCodes(writer: Writer) {
  const percent = { discountType: 'percent_off', percentOff: 20, duration: 'once' }
  const day = (date: number) => ({ createdAt: at(`2026-05-0${date}T00:00:00Z`) })
  const [global, scoped, expired, inactive, archived] = await writer.create('promotionCode', [
    {
      ...percent,
      ...day(5),
      code: 'BLACKFRIDAY20',
      name: 'Czarny Piątek',
      maxRedemptions: 100,
      timesRedeemed: 14,
      expiresAt: at('2099-12-31T23:59:59Z'),
    },
    {
      ...day(4),
      code: 'CLUB-5',
      discountType: 'amount_off',
      amountOff: 500,
      ...money,
      duration: 'repeating',
      durationInMonths: 3,
      firstTimeTransaction: true,
      minimumAmount: 1000,
      minimumAmountCurrency: 'PLN',
      extras: { easycart: { product_id: CLUB, price_uuids: [MONTHLY] } },
    },
    { ...percent, ...day(3), code: 'OLD', expiresAt: at('2026-01-01T00:00:00Z') },
    { ...percent, ...day(2), code: 'OFF', active: false },
    { ...percent, ...day(1), code: 'GONE', archivedAt: at('2026-05-02T00:00:00Z') },
  ])
  return {
    global: global!.uuidId,
    scoped: scoped!.uuidId,
    expired: expired!.uuidId,
    inactive: inactive!.uuidId,
    archived: archived!.uuidId,
  }
}
