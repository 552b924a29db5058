/** The customers that Commerce Layer's cases are about. */
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose'
import type { CaseCredential } from '../../src/dialects/case.ts'
import { oauthOf } from '../support/oauth.ts'
import type { CaseFixture } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'

/** What the cases say of these customers by name; `fixture` lets them look at each value. */
const KNOWN = {
  fixture: 'yes',
  charset: '',
  unique: 'case',
  customers: '12',
  many_customers: '12',
  customer_pages: '2',
  pages_of_five: '3',
  on_last_page_of_five: '2',
  page_beyond: '9',
  customer_email: 'person-01@example.com',
  orders_of_customer: '2',
  group_name: 'Wholesale',
  group_word: 'whole',
  city: 'London',
  tag_name: 'vip',
  tag_name_capitals: 'VIP',
  tag_a_name_mixed: 'Tag-A',
  reference: 'crm-2',
  other_reference: 'crm-4',
  email_part: '-01@',
  other_email_part: '-02@',
  email_start: 'PERSON-0',
  newest_day: '2025-01-12',
  bound_day: '2025-01-02',
  metadata_fragment: '{"level":{"gold":1}}',
  metadata_member: 'level',
  other_email: 'person-02@example.com',
  other_email_capitals: 'PERSON-02@example.com',
  plain_email: 'person-06@example.com',
  plain_email_capitals: 'PERSON-06@example.com',
  third_email: 'person-07@example.com',
  third_email_mixed: 'Person-07@Example.com',
}

export async function commerceLayerFixture(world: World): Promise<CaseFixture> {
  const now = '2026-03-01T10:00:00.000Z'
  world.setTime(now)
  const facts = await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
    const [group] = await writer.create('group', [{ name: 'Wholesale', code: 'wh' }])
    const [vip] = await writer.create('tag', [{ name: 'vip' }])
    const letters = [...'abcdefghijk']
    const tags = await writer.create(
      'tag',
      letters.map((letter) => ({ name: `tag-${letter}` })),
    )
    const people = await writer.create(
      'customer',
      Array.from({ length: 12 }, (_, index) => ({
        email: `Person-${String(index + 1).padStart(2, '0')}@Example.com`,
        createdAt: new Date(Date.UTC(2025, 0, index + 1)),
        updatedAt: new Date(Date.UTC(2025, 1, index + 1)),
        reference: index % 2 ? `crm-${index + 1}` : null,
        metadata: index === 0 ? { vip: true, level: { gold: 1 } } : {},
        groupKey: index < 3 ? group!.key : null,
        ...(index === 0
          ? {
              passwordHash: 'x',
              anonymizationStatus: 'requested',
              anonymizationInfo: {
                status: 'requested',
                requested_at: '2025-03-15T11:39:21.000Z',
                requester: { id: 'a' },
              },
              extras: { 'commerce-layer': { shopper_reference: 'shop-1', tax_exemption_code: 'TX' } },
            }
          : {}),
      })),
    )
    const [ada, bob] = people
    await writer.create('customerTag', [{ customerKey: ada!.key, tagKey: vip!.key }])
    const [address] = await writer.create('address', [
      {
        customerKey: ada!.key,
        firstName: 'Ada',
        lastName: 'Byron',
        line1: '1 High St',
        city: 'London',
        zip: 'N1',
        countryCode: 'GB',
        phone: '+44 1',
      },
    ])
    const [free] = await writer.create('address', [{ line1: '2 High St', city: 'York', countryCode: 'GB' }])
    const orders = await writer.create('order', [
      { customerKey: ada!.key, number: '1', status: 'completed', currency: 'EUR', amount: 123456 },
      { customerKey: ada!.key, number: '2', status: 'created', currency: 'JPY', amount: 500 },
      { customerKey: bob!.key, number: '3', status: 'canceled', currency: 'KWD', amount: 1234 },
    ])
    await writer.create('payment', [
      {
        customerKey: ada!.key,
        orderKey: orders[0]!.key,
        currency: 'EUR',
        amount: 123456,
        paidAt: new Date(),
      },
    ])
    const [market] = await writer.create('record', [{ kind: 'markets', attributes: { name: 'Europe' } }])
    const [cart, openCart, ofNobody] = await writer.create('order', [
      { status: 'created', currency: 'EUR', amount: 100 },
      { status: 'created', currency: 'EUR', amount: 100 },
      { number: 'L-1', status: 'processing', currency: 'EUR', amount: 100 },
    ])
    await writer.create('subscription', [
      {
        customerKey: ada!.key,
        productName: 'Club',
        status: 'active',
        currency: 'EUR',
        recurringAmount: 100,
        interval: 'month',
        intervalCount: 1,
      },
    ])
    return {
      customer: ada!.shortId,
      plain_customer: people[5]!.shortId,
      group: group!.shortId,
      tag: vip!.shortId,
      address: address!.shortId,
      customer_address: address!.entryShortId,
      free_address: free!.shortId,
      order: orders[0]!.shortId,
      market: market!.shortId,
      cart: cart!.shortId,
      open_cart: openCart!.shortId,
      order_of_nobody: ofNobody!.shortId,
      paid_order: orders[0]!.shortId,
      anonymized_customer: ada!.shortId,
      held_customer: ada!.shortId,
      sixth_customer: people[5]!.shortId,
      ...Object.fromEntries(letters.map((letter, index) => [`tag_${letter}`, tags[index]!.shortId])),
      ...Object.fromEntries(letters.map((letter) => [`tag_${letter}_name`, `tag-${letter}`])),
      organization: world.organization.shortId,
    }
  })
  const { client_id = '', client_secret = '' } = await world.credential('commerce-layer')
  const { ask, revoke } = oauthOf(world)
  const newToken = async () => {
    const { body } = await ask({
      grant_type: 'client_credentials',
      client_id,
      client_secret,
      scope: 'market:all',
    })
    return body.access_token
  }
  const valid = await newToken()
  world.setTime('2026-02-28T10:00:00.000Z')
  const expired = await newToken()
  world.setTime(now)
  const revoked = await newToken()
  await revoke({ client_id, client_secret, token: revoked })
  const tokens: Partial<Record<CaseCredential, string>> = {
    valid,
    expired,
    revoked,
    foreign: await signedElsewhere(valid),
    malformed: 'abc',
  }
  return {
    facts: { ...KNOWN, ...facts, client_id, client_secret },
    async authorize(credential) {
      const token = tokens[credential]
      return token ? { Authorization: `Bearer ${token}` } : {}
    },
  }
}

/** The same header and claims under a key that this server does not know. */
async function signedElsewhere(token: string): Promise<string> {
  const { privateKey } = await generateKeyPair('RS512')
  const header = { ...decodeProtectedHeader(token), alg: 'RS512' }
  return new SignJWT(decodeJwt(token)).setProtectedHeader(header).sign(privateKey)
}
