import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, commerceLayerClient } from '../support/commerce-layer-client.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let api: Client
let guest: Client
beforeAll(async () => {
  world = await createWorld('embedded')
  api = await commerceLayerClient(world)
  guest = await commerceLayerClient(world, {
    kind: 'sales_channel',
    redirectUris: ['https://a.example/back'],
  })
})
afterAll(() => world?.close())

test('every application sees its organization, without an id in the path', async () => {
  for (const caller of [api, guest]) {
    const { status, document } = await caller.get('/api/organization')
    expect(status).toBe(200)
    const { id, type, links, attributes, relationships } = document.data
    expect({ id, type, links }).toEqual({
      id: world.organization.shortId,
      type: 'organizations',
      links: { self: 'http://localhost:8080/api/organization' },
    })
    expect(attributes).toMatchObject({
      name: 'acme',
      slug: 'acme',
      domain: 'acme.localhost:8080',
      tags_max_name_length: 25,
      tags_max_allowed_number: 10,
      reference: null,
      metadata: {},
    })
    expect(relationships).toEqual({
      event_stores: {
        links: {
          self: 'http://localhost:8080/api/organization/relationships/event_stores',
          related: 'http://localhost:8080/api/organization/event_stores',
        },
      },
    })
  }
})

test('every application sees itself', async () => {
  const own = await api.get('/api/application')
  expect(own.data.attributes).toMatchObject({
    kind: 'integration',
    public_access: false,
    redirect_uri: null,
    scopes: 'market:all',
  })
  const { data } = (await guest.get('/api/application')).document
  expect(data.attributes).toMatchObject({
    kind: 'sales_channel',
    public_access: true,
    redirect_uri: 'https://a.example/back',
  })
  expect(data.links.self).toBe('http://localhost:8080/api/application')
  expect(data).not.toHaveProperty('relationships')
  expect(Object.keys(data.attributes)).not.toContain('secret')
})

test('fieldsets apply, other methods are refused, there are no lists', async () => {
  const { document } = await api.get('/api/organization?fields[organizations]=name,slug')
  expect(document.data.attributes).toEqual({ name: 'acme', slug: 'acme' })
  for (const method of ['POST', 'PATCH', 'DELETE'])
    for (const path of ['/api/organization', '/api/application']) {
      const answer = await api.call(method, path, {})
      expect([answer.status, answer.headers.Allow]).toEqual([405, 'GET'])
    }
  for (const path of [
    '/api/organizations',
    '/api/applications',
    `/api/organizations/${world.organization.shortId}`,
  ])
    expect((await api.get(path)).status).toBe(404)
})

test('the history of an organization is empty, and for integrations', async () => {
  const { shortId } = world.organization
  for (const path of ['/api/organization/event_stores', `/api/organization/${shortId}/event_stores`]) {
    expect((await api.get(path)).document).toEqual({ data: [], meta: {}, links: {} })
    expect((await guest.get(path)).status).toBe(401)
  }
  expect((await api.get('/api/organization/relationships/event_stores')).data).toEqual([])
  expect((await api.get('/api/organization/elsewhere1/event_stores')).status).toBe(404)
  expect((await api.get('/api/organization/event_stores?page[size]=26')).status).toBe(400)
})
