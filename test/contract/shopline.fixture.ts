/** The store that SHOPLINE's conformance cases rely on: one customer with everything, one with nothing, sixty more. */
import { sql } from 'kysely'
import type { CaseCredential } from '../../src/dialects/case.ts'
import { timeFacts } from '../../src/dialects/shopline/checking/time-facts.ts'
import { writeCursor } from '../../src/dialects/shopline/cursor.ts'
import { ISSUER } from '../../src/dialects/shopline/oauth/access-token.ts'
import { secretsOfApp } from '../../src/dialects/shopline/oauth/app-secrets.ts'
import type { CaseFixture } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'
import { appFacts } from './shopline-apps.fixture.ts'
import { writeWritable } from './shopline-writing.fixture.ts'

export const FULL = '4201825054'
export const BARE = '4201825053'
const OLDEST = '16'
const NEWEST = '16057590153890829521112799'
const OTHERS = 58

export async function shoplineFixture(world: World): Promise<CaseFixture> {
  const store = await world.addOrganization({ slug: 'open001', timeZone: 'Asia/Shanghai', currency: 'USD' })
  const profile = { email: 'shop@example.com', address: { country: 'us' } }
  await sql`update organizations set profile = ${JSON.stringify(profile)}::jsonb where key = ${store.key}`.execute(
    world.store.database,
  )
  const other = await world.addOrganization({ slug: 'open002' })
  // A ledger write sets `updated_at`, and the cases know that date.
  world.setTime('2022-06-02T01:00:00Z')
  await writeCustomers(world, store.key)
  const writable = await writeWritable(world, store.key)
  world.setTime()
  const valid = await world.credential('shopline', {
    organizations: [store],
    scopes: ['read_customers', 'write_customers', 'read_store_information'],
  })
  const cursor = (sinceId: string, direction: 'next' | 'prev', limit: number) =>
    writeCursor({ sinceId, direction, limit, filters: {} })
  const make = async (credential: CaseCredential): Promise<string | null> => {
    switch (credential) {
      case 'valid':
        return valid.access_token ?? ''
      case 'none':
        return null
      case 'malformed':
        return 'not.a.token'
      case 'expired':
        return (
          (
            await world.credential('shopline', {
              organizations: [store],
              expiresAt: new Date('2020-01-01T00:00:00Z'),
            })
          ).access_token ?? ''
        )
      case 'revoked': {
        const revoked = await world.credential('shopline', { organizations: [store] })
        await world.services.credentials.revoke(revoked.id ?? '')
        return revoked.access_token ?? ''
      }
      case 'foreign':
        return signedAs(world, valid.access_token ?? '', { storeId: other.numberId })
    }
  }
  return {
    facts: {
      ...(await appFacts(world, store, valid.access_token ?? '')),
      social: 'yes',
      ...writable.facts,
      handle: store.handle,
      full: FULL,
      bare: BARE,
      oldest: OLDEST,
      newest: NEWEST,
      count: String(OTHERS + 4 + writable.written),
      fits_a_page: 'yes',
      second: FULL,
      third: BARE,
      after_second: '4201825055',
      second_padded: '0000000000000000000000004201825054',
      person: FULL,
      person_email: 'bob@example.com',
      person_first_name: 'Bob',
      currency: 'USD',
      time_zone: 'Asia/Shanghai',
      older: FULL,
      ...timeFacts('older_created', '2022-05-31T15:32:46+08:00'),
      between_created: '2022-06-15T00:00:00Z',
      younger: BARE,
      stale: FULL,
      ...timeFacts('stale_updated', '2022-06-02T09:00:00+08:00'),
      fresh: BARE,
      ...timeFacts('fresh_updated', '2022-07-01T08:00:00+08:00'),
      cursor_below_second: cursor(FULL, 'next', 1),
      cursor_above_third: cursor(BARE, 'prev', 1),
      cursor_above_oldest: cursor('17', 'next', 1),
      cursor_padded: Buffer.from('{"sinceId":"4201825054","direction":"next","limit":1}').toString('base64'),
      cursor_other_alphabet: encodeURIComponent(
        Buffer.from('{"x":"ÿþ?>~~","sinceId":"4201825054","direction":"next","limit":1}').toString('base64'),
      ),
      cursor_filtered: writeCursor({
        sinceId: NEWEST,
        direction: 'next',
        limit: 3,
        filters: { ids: `${FULL},${BARE}` },
      }),
      cursor_above_all: cursor(NEWEST, 'prev', 5),
    },
    async authorize(credential) {
      const token = await make(credential)
      return token === null ? {} : { authorization: `Bearer ${token}` }
    },
  }
}

/** The token's claims with some changed, signed by the same app's secret. */
export async function signedAs(
  { services }: World,
  token: string,
  changes: Record<string, unknown>,
): Promise<string> {
  const claims = services.sharedSecretTokens.read(token)
  const app = await services.credentials.byPublicId('shopline', String(claims?.appKey))
  const keys = app && secretsOfApp(app, services)
  return services.sharedSecretTokens.sign({ ...claims, iss: ISSUER, ...changes }, keys?.tokenKey ?? '')
}

async function writeCustomers(world: World, store: number): Promise<void> {
  const at = (text: string) => new Date(text)
  await world.store.records.write(store, { kind: 'test' }, async (writer) => {
    await writer.create(
      'customer',
      Array.from({ length: OTHERS }, (_, index) => ({
        numberId: String(4_000_000_000 + index),
        firstName: `Person ${index}`,
        createdAt: at('2023-01-01T00:00:00Z'),
        updatedAt: at('2023-01-01T00:00:00Z'),
      })),
    )
    const [full] = await writer.create('customer', [
      {
        numberId: FULL,
        email: 'bob@example.com',
        phone: '001467326483',
        firstName: 'Bob',
        lastName: 'Norman',
        gender: 'male',
        birthday: '1997-01-02',
        language: 'en',
        accountState: 'registered',
        verifiedEmail: true,
        note: 'Likes tea',
        emailConsentState: 'subscribed',
        emailConsentLevel: 'single_opt_in',
        emailConsentAt: at('2022-05-31T07:32:46.900Z'),
        emailConsentSource: 'Pop',
        smsConsentState: 'unsubscribed',
        smsConsentLevel: 'confirmed_opt_in',
        smsConsentAt: at('2022-06-01T00:00:00Z'),
        extras: { shopline: { asid: '101', multipass_identifier: 'mp-1', social_customer: ['facebook'] } },
        createdAt: at('2022-05-31T07:32:46.900Z'),
        updatedAt: at('2022-06-02T01:00:00Z'),
      },
      {
        numberId: BARE,
        // Created later than the one before, with a lower id: the order is by id.
        createdAt: at('2022-07-01T00:00:00Z'),
        updatedAt: at('2022-07-01T00:00:00Z'),
      },
      { numberId: OLDEST, createdAt: at('2024-01-01T00:00:00Z'), updatedAt: at('2024-01-01T00:00:00Z') },
      { numberId: NEWEST, createdAt: at('2021-01-01T00:00:00Z'), updatedAt: at('2021-01-01T00:00:00Z') },
    ])
    const customerKey = full?.key ?? 0
    const address = { customerKey, firstName: 'Bob', lastName: 'Norman', country: 'United States' }
    await writer.create('address', [
      { ...address, line1: '1 Side Street', city: 'Boston' },
      {
        ...address,
        isDefault: true,
        company: 'Norman & Co',
        line1: '7720 Cherokee Road',
        line2: 'Apartment 2',
        city: 'Hagerman',
        province: 'Kentucky',
        provinceCode: 'KY',
        countryCode: 'US',
        zip: '40202',
        phone: '001467326483',
        extras: { shopline: { province_code: '4200018' } },
      },
    ])
    const tags = await writer.create('tag', [{ name: 'vip' }, { name: 'loyal' }])
    await writer.create(
      'customerTag',
      tags.map((tag) => ({ customerKey, tagKey: tag.key })),
    )
    const order = (number: string, status: string, currency: string, amount: number, day: string) => ({
      customerKey,
      number,
      status,
      currency,
      amount,
      createdAt: at(`2022-06-${day}T00:00:00Z`),
    })
    await writer.create('order', [
      { ...order('1029', 'canceled', 'USD', 99900, '05'), numberId: '21076844590622646016331632' },
      order('1026', 'completed', 'USD', 5000, '02'),
      order('1027', 'processing', 'USD', 10000, '03'),
      order('1028', 'completed', 'EUR', 7000, '04'),
      order('1030', 'created', 'USD', 300, '06'),
    ])
  })
}
