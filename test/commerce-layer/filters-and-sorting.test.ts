/** Every matcher and every sort field over four customers, with the answers worked out by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commerceLayer } from '../../src/dialects/commerce-layer/index.ts'
import { MATCHERS } from '../../src/dialects/commerce-layer/query/matchers.ts'
import { ENGINES } from '../support/engines.ts'
import { type Speaker, speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

/*
 *    reference  orders  created               group          tags      address        password
 * a  R-1        0       2018-01-01T00:00:00Z  Gold (g1)      vip, new  Rome, business
 * b  null       1       2019-06-01T12:00:00Z                 vip       Oslo           set
 * c  ''         3       2020-01-01T00:00:00Z  Silver (null)
 * d  100%_x     0       2021-01-01T00:00:00Z
 */
const ROWS: readonly [filter: string, value: string, found: string][] = [
  ['reference_eq', 'R-1', 'a'],
  ['reference_eq', 'r-1', ''],
  ['reference_eq_or_null', 'R-1', 'ab'],
  ['reference_not_eq', 'R-1', 'cd'],
  ['reference_not_eq_or_null', 'R-1', 'bcd'],
  ['reference_in', 'R-1,100%_x', 'ad'],
  ['reference_in_or_null', 'R-1', 'ab'],
  ['reference_not_in', 'R-1', 'cd'],
  ['reference_not_in_or_null', 'R-1', 'bcd'],
  ['reference_not_eq_all', 'R-1,100%_x', 'c'],
  ['reference_matches', 'r-%', 'a'],
  ['reference_does_not_match', 'r-%', 'cd'],
  ['reference_matches_any', 'R%,1%', 'ad'],
  ['reference_matches_all', 'R%,%1', 'a'],
  ['reference_does_not_match_any', 'R%,1%', 'acd'],
  ['reference_does_not_match_all', 'R%,1%', 'c'],
  ['total_orders_count_lt', '1', 'ad'],
  ['total_orders_count_lt_any', '1,3', 'abd'],
  ['total_orders_count_lt_all', '2,1', 'ad'],
  ['total_orders_count_lteq', '1', 'abd'],
  ['total_orders_count_lteq_any', '0,1', 'abd'],
  ['total_orders_count_lteq_all', '0,1', 'ad'],
  ['total_orders_count_gt', '0', 'bc'],
  ['total_orders_count_gt_any', '2,0', 'bc'],
  ['total_orders_count_gt_all', '0,2', 'c'],
  ['total_orders_count_gteq', '1', 'bc'],
  ['total_orders_count_gteq_any', '3,1', 'bc'],
  ['total_orders_count_gteq_all', '1,3', 'c'],
  ['created_at_gt', '2019-06-01', 'bcd'],
  ['created_at_lteq', '2018-01-01T00:00:00.000Z', 'a'],
  ['created_at_or_updated_at_lt', '2018-06-01', 'a'],
  ['reference_present', 'true', 'ad'],
  ['reference_present', 'false', 'bc'],
  ['reference_blank', '1', 'bc'],
  ['reference_blank', 'f', 'ad'],
  ['reference_null', 't', 'b'],
  ['reference_null', '0', 'acd'],
  ['reference_not_null', 'TRUE', 'acd'],
  ['reference_not_null', 'FALSE', 'b'],
  ['customer_addresses_address_business_true', 'true', 'a'],
  ['customer_addresses_address_business_true', 'false', 'b'],
  ['customer_addresses_address_business_false', 'true', 'b'],
  ['reference_start', 'r', 'a'],
  ['reference_start_any', 'R,1', 'ad'],
  ['reference_start_all', 'R,R-', 'a'],
  ['reference_not_start', 'r', 'cd'],
  ['reference_not_start_any', 'R,1', 'acd'],
  ['reference_not_start_all', 'R,1', 'c'],
  ['reference_end', '_X', 'd'],
  ['reference_end_any', '1,x', 'ad'],
  ['reference_end_all', '1,-1', 'a'],
  ['reference_not_end', '_x', 'ac'],
  ['reference_not_end_any', '1,x', 'acd'],
  ['reference_not_end_all', '1,x', 'c'],
  ['reference_cont', '_', 'd'],
  ['reference_cont_any', '-,%', 'ad'],
  ['reference_cont_all', '1,%', 'd'],
  ['reference_not_cont', '-', 'cd'],
  ['reference_not_cont_any', '-,%', 'acd'],
  ['reference_not_cont_all', '-,%', 'c'],
  ['reference_i_cont', 'r-', 'a'],
  ['reference_i_cont_any', 'r-,_X', 'ad'],
  ['reference_i_cont_all', 'r,1', 'a'],
  ['reference_not_i_cont', 'r-', 'cd'],
  ['reference_not_i_cont_any', 'r-,_x', 'acd'],
  ['reference_not_i_cont_all', 'r-,_x', 'c'],
  ['metadata_jcont', '{"foo":"bar"}', 'a'],
  ['metadata_jcont', '{"n":{"x":1}}', 'a'],
  ['metadata_jcont', '{"foo":"x"}', ''],
  ['status_eq', 'repeat', 'c'],
  ['status_in', 'prospect,acquired', 'abd'],
  ['status_not_eq', 'prospect', 'bc'],
  ['id_eq', '{c}', 'c'],
  ['id_in', '{a},{c}', 'ac'],
  ['customer_group_id_eq', '{gold}', 'a'],
  ['customer_group_name_eq', 'Gold', 'a'],
  ['customer_group_name_cont', 'L', 'ac'],
  // The filter library joins with LEFT JOIN: who has no group has no code either.
  ['customer_group_code_null', 'true', 'bcd'],
  ['tags_name_in', 'vip', 'ab'],
  ['tags_name_not_eq', 'vip', 'a'],
  ['customer_addresses_address_city_in', 'Rome,Oslo', 'ab'],
  ['email_or_customer_group_name_cont', 'gold', 'a'],
  ['reference_or_status_cont', 'acq', 'b'],
  ['reference_and_status_present', 'true', 'ad'],
  ['password_present', 'true', 'b'],
  ['password_present', 'false', 'acd'],
  ['password_null', 'true', 'acd'],
  // Dropped when empty; ignored when the name or the matcher is unknown or not filterable.
  ['reference_eq', '', 'abcd'],
  ['no_such_name_eq', 'x', 'abcd'],
  ['orders_number_eq', '1', 'abcd'],
  ['shopper_reference_eq', 'x', 'abcd'],
  ['password_eq', 'x', 'abcd'],
  ['reference_no_such_matcher', 'x', 'abcd'],
  ['reference_or_email_and_status_eq', 'x', 'abcd'],
]
const SIMPLE: readonly [filter: string, value: string, found: string][] = [
  ['email', 'ann@example.com', 'a'],
  ['reference', 'R-1,100%_x', 'ad'],
  ['ids', '{a},{c}', 'ac'],
  ['created_at_from', '2020-01-01T00:00:00Z', 'cd'],
  ['created_at_to', '2018-01-01T00:00:00Z', 'a'],
  ['customer_group_id', '{gold}', 'a'],
]

/** Ascending puts null last, descending first; a relationship sorts by its id or by an attribute of its own. */
const SORTS: readonly [sort: string, order: string][] = [
  ['email', 'abcd'],
  ['-email', 'dcba'],
  ['status,id', 'badc'],
  ['-status,-id', 'cdab'],
  ['total_orders_count,-id', 'dabc'],
  ['reference', 'cdab'],
  ['-reference', 'badc'],
  ['-created_at', 'dcba'],
  ['id', 'abcd'],
  ['-id', 'dcba'],
  ['reference_origin,-id', 'dcba'],
  ['anonymization_status,id', 'abcd'],
  ['customer_group,id', 'acbd'],
  ['customer_group.name,id', 'acbd'],
  ['-customer_group.name,id', 'bdca'],
]

test('every matcher has a row', () => {
  const used = (name: string) => ROWS.some(([filter]) => filter.endsWith(`_${name}`))
  expect([...MATCHERS.keys()].filter((name) => !used(name))).toEqual([])
})

describe.each(ENGINES)('filters on %s', (engine) => {
  let world: World
  let speaker: Speaker
  let ids: Record<string, string>
  beforeAll(async () => {
    world = await createWorld(engine)
    ids = await writeCustomers(world)
    speaker = await speakAs(world, commerceLayer, await world.credential('commerce-layer'))
  })
  afterAll(() => world.close())

  const lettersOf = async (url: string) => {
    const answer = await speaker.get(url)
    expect(answer.status, answer.body).toBe(200)
    const letters = Object.fromEntries(Object.entries(ids).map(([letter, id]) => [id, letter]))
    return commerceLayer.client.customerIds(answer).map((id) => letters[id])
  }
  const found = async (params: [string, string][]) => {
    const query = params.map(([name, value]) => {
      const filled = value.replace(/\{(a|c|gold)\}/g, (_, id: string) => ids[id] ?? '')
      return `${encodeURIComponent(name)}=${encodeURIComponent(filled)}`
    })
    return (await lettersOf(`/api/customers?${query.join('&')}`)).sort().join('')
  }

  test.each(SORTS)('sort=%s gives %s', async (sort, order) => {
    expect((await lettersOf(`/api/customers?sort=${sort}`)).join('')).toBe(order)
  })
  test.each(ROWS)('filter[q][%s]=%s finds %j', async (filter, value, expected) => {
    expect(await found([[`filter[q][${filter}]`, value]])).toBe(expected)
  })
  test.each(SIMPLE)('filter[%s]=%s finds %j', async (filter, value, expected) => {
    expect(await found([[`filter[${filter}]`, value]])).toBe(expected)
  })
  test('several filters are joined with and', async () => {
    const both: [string, string][] = [
      ['filter[q][tags_name_eq]', 'vip'],
      ['filter[q][status_eq]', 'acquired'],
    ]
    expect(await found(both)).toBe('b')
  })
})

async function writeCustomers(world: World): Promise<Record<string, string>> {
  return world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
    const [gold, silver] = await writer.create('group', [{ name: 'Gold', code: 'g1' }, { name: 'Silver' }])
    const [vip, fresh] = await writer.create('tag', [{ name: 'vip' }, { name: 'new' }])
    const created = (date: string) => new Date(date)
    const customers = await writer.create('customer', [
      {
        email: 'ann@example.com',
        reference: 'R-1',
        metadata: { foo: 'bar', n: { x: 1, y: 2 } },
        groupKey: gold?.key ?? null,
        createdAt: created('2018-01-01T00:00:00Z'),
      },
      { email: 'bob@example.org', passwordHash: 'x', createdAt: created('2019-06-01T12:00:00Z') },
      {
        email: 'cat@example.com',
        reference: '',
        groupKey: silver?.key ?? null,
        createdAt: created('2020-01-01T00:00:00Z'),
      },
      { email: 'dan@example.net', reference: '100%_x', createdAt: created('2021-01-01T00:00:00Z') },
    ])
    const [a = 0, b = 0, c = 0] = customers.map((customer) => customer.key)
    const link = (customerKey: number, tag: { key: number } | undefined) => ({
      customerKey,
      tagKey: tag?.key ?? 0,
    })
    await writer.create('customerTag', [link(a, vip), link(a, fresh), link(b, vip)])
    await writer.create('address', [
      { customerKey: a, business: true, city: 'Rome' },
      { customerKey: b, business: false, city: 'Oslo' },
    ])
    const order = (customerKey: number) => ({ customerKey, status: 'completed', currency: 'USD', amount: 1 })
    await writer.create('order', [order(b), order(c), order(c), order(c)])
    const letters = customers.map((customer, index) => ['abcd'[index] ?? '', customer.shortId])
    return { ...Object.fromEntries(letters), gold: gold?.shortId ?? '' }
  })
}
