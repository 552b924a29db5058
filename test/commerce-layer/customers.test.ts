import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commerceLayerFixture } from '../contract/commerce-layer.fixture.ts'
import { eachTime } from '../support/each-time.ts'
import { ENGINES } from '../support/engines.ts'
import type { CaseFixture } from '../support/run-cases.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('Commerce Layer customers on %s', (engine) => {
  let world: World
  let fixture: CaseFixture
  let headers: Record<string, string>
  const get = async (url: string) => world.send({ url, headers })
  beforeAll(async () => {
    world = await createWorld(engine)
    fixture = await commerceLayerFixture(world)
    headers = { authorization: (await fixture.authorize('valid')).Authorization ?? '' }
  })
  afterAll(() => world.close())

  test.each([
    'include=customer_group,customer_addresses.address,orders.customer,tags',
    'filter[q][tags_name_or_customer_group_name_cont]=a&sort=-customer_group.name',
  ])('a page of 1 takes as many statements as one of 25: %s', async (query) => {
    const statements = async (size: number) => {
      world.statements()
      expect((await get(`/api/customers?${query}&page[size]=${size}`)).status).toBe(200)
      return eachTime(world.statements()).length
    }
    // After a change whoever asks is looked up anew, with the version that he asks at.
    await get('/api/customers?page[size]=1')
    expect(await statements(1)).toBe(await statements(25))
  })

  test('another organization is never seen, by list, id, filter or relation', async () => {
    const other = await world.addOrganization({ slug: 'other' })
    const [stranger] = await world.store.records.write(other.key, { kind: 'test' }, (writer) =>
      writer.create('customer', [{ email: 'stranger@example.com' }]),
    )
    const id = stranger!.shortId
    for (const path of [`/${id}`, `/${id}/tags`, `/${id}/event_stores`, `/${id}/relationships/orders`])
      expect((await get(`/api/customers${path}`)).status).toBe(404)
    const list = (await get('/api/customers?page[size]=25&filter[q][email_cont]=stranger')).json()
    expect(list).toMatchObject({ data: [], meta: { record_count: 0, page_count: 1 } })
  })

  test('reading never writes: generated references stay the same', async () => {
    const [first, second] = [await get('/api/customers?sort=id'), await get('/api/customers?sort=id')]
    const references = (answer: typeof first) =>
      (answer.json() as { data: { attributes: Record<string, unknown> }[] }).data.map((one) => [
        one.attributes.profile_id,
        one.attributes.shopper_reference,
      ])
    expect(references(first)).toEqual(references(second))
    expect(new Set(references(first).flat()).size).toBe(20)
  })

  test.each([
    'filter[q][email_matches]=a%5C',
    'filter[q][email_eq]=%00',
    'filter[q][total_orders_count_eq]=99999999999999999999',
    'filter[q][metadata_jcont]={"a":"%5Cu0000"}',
    'filter[q][created_at_gt]=0000-01-01',
    'page[number]=999999999999999999999',
    'filter[q][total_orders_count_lt]=1.5',
    'filter[q][metadata_eq]=1',
    'fields[customers][x]=email',
    'sort=,,-',
    'include=.',
  ])('no server error for %s', async (query) => {
    expect((await get(`/api/customers?${query}`)).status).toBeLessThan(500)
  })
})
