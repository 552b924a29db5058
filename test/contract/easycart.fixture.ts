/** The data that Easycart's conformance cases run against, and how each kind of credential is presented. */
import { sql } from 'kysely'
import type { CaseFixture } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

const PRODUCT = 'aaaaaaaa-1111-4111-8111-111111111111'
const BUMP = 'bbbbbbbb-2222-5222-8222-222222222222'
const UNKNOWN = '99999999-9999-4999-8999-999999999999'
const AVATAR = 'https://img.example.com/ola.png'

export async function easycartFixture(world: World): Promise<CaseFixture> {
  const other = await world.addOrganization({ slug: 'other' })
  const foreign = await world.addOrganization({ slug: 'foreign' })
  await giveProfile(world)
  const customer = await writePerson(world, {
    customer: { email: 'Ola.Nowak@example.pl', fullName: 'Ola Nowak', avatarUrl: AVATAR },
    orders: [
      { at: '2026-02-01T08:30:00.999Z', currency: 'PLN', amount: 4900, renewals: ['2026-03-01T08:30:00Z'] },
      {
        at: '2026-06-11T17:45:09Z',
        currency: 'PLN',
        amount: 9900,
        refunded: 1900,
        products: [PRODUCT, BUMP],
      },
      { at: '2026-04-01T00:00:00Z', currency: 'EUR', amount: 700 },
    ],
    subscriptions: [
      { status: 'canceled', createdAt: new Date('2026-01-01'), canceledAt: new Date('2026-02-01') },
      { status: 'unpaid', currency: 'EUR', createdAt: new Date('2026-02-01') },
      { status: 'active', createdAt: new Date('2026-03-01'), periodEnd: new Date('2026-07-01') },
    ],
    access: [{ productUuid: PRODUCT, productName: 'Course' }],
  })
  const second = await writePerson(world, {
    customer: { email: 'jan@example.pl' },
    orders: [{ at: '2026-05-01T00:00:00Z', currency: 'PLN', amount: 0 }],
  })
  const outsider = await writePerson(world, {
    customer: { email: 'w@example.com', fullName: 'Wiktor' },
    orders: [{ at: '2026-07-01T00:00:00Z', currency: 'USD', amount: 100 }],
    subscriptions: [{ status: 'active' }],
  })
  const inPln = { orders: [{ at: '2026-01-01T00:00:00Z', currency: 'PLN', amount: 100 }] }
  const otherCustomer = await writePerson(
    world,
    { customer: { email: 'jan@example.pl' }, ...inPln },
    other.key,
  )
  const foreignCustomer = await writePerson(world, inPln, foreign.key)
  const access = await world.store.records.related(world.organization.key, 'customer', 'productAccess', [
    customer.key,
  ])
  return {
    facts: {
      currency: 'pln',
      customer: customer.uuidId,
      customer_upper: customer.uuidId.toUpperCase(),
      second: second.uuidId,
      known_store: 'yes',
      customer_pages: '1',
      dated: customer.uuidId,
      dated_email: 'Ola.Nowak@example.pl',
      dated_first: '2026-02-01',
      dated_last: '2026-06-11',
      outsider: outsider.uuidId,
      name: 'Ola Nowak',
      name_part: 'a+NOW',
      email: 'Ola.Nowak@example.pl',
      email_upper: 'OLA.NOWAK@EXAMPLE.PL',
      avatar: AVATAR,
      first_day: '2026-02-01',
      last_day: '2026-06-11',
      first_seen: '2026-02-01T08:30:00+00:00',
      last_order: '2026-06-11T17:45:09+00:00',
      orders_count: '2',
      subscriptions_count: '2',
      lifetime_value: '17800',
      payments_total: '19700',
      refunds_total: '1900',
      product: PRODUCT,
      product_upper: PRODUCT.toUpperCase(),
      bump: BUMP,
      unknown: UNKNOWN,
      access: access.get(customer.key)?.[0]?.uuidId ?? '',
      store: world.organization.uuidId,
      store_upper: world.organization.uuidId.toUpperCase(),
      has_address: 'yes',
      other_store: other.uuidId,
      other_customer: otherCustomer.uuidId,
      foreign_store: foreign.uuidId,
      foreign_customer: foreignCustomer.uuidId,
    },
    authorize: await easycartCredentials(world, [world.organization, other]),
  }
}

async function giveProfile(world: World): Promise<void> {
  const profile = { email: 'shop@example.pl', address: { street: 'Prosta', city: 'Warszawa', country: 'PL' } }
  await sql`update organizations set profile = ${JSON.stringify(profile)}::jsonb
    where key = ${world.organization.key}`.execute(world.store.database)
}

/** How each kind of credential is presented; the valid one reaches these stores. */
export async function easycartCredentials(
  world: World,
  organizations: World['organization'][],
): Promise<CaseFixture['authorize']> {
  const mint = async (expiresAt: Date | null = null) =>
    world.credential('easycart', { organizations, expiresAt })
  const [valid, expired, revoked] = [await mint(), await mint(new Date('2020-01-01')), await mint()]
  await world.services.credentials.revoke(revoked.id ?? '')
  const shopline = await world.credential('shopline')
  const tokens = {
    valid: valid.token,
    malformed: '12|nobody-knows-this',
    expired: expired.token,
    revoked: revoked.token,
    foreign: shopline.access_token,
  }
  return async (credential) =>
    credential === 'none' ? {} : { Authorization: `Bearer ${tokens[credential]}` }
}
