/** Who may do what (section 2.4), row by row, over every resource and operation. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { type Client, commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { type Belongings, idOf, plantBelongings } from '../support/plant-strangers.ts'
import { createWorld, type World } from '../support/world.ts'

type Operation = 'list' | 'show' | 'create' | 'update' | 'delete'
const OPERATIONS: Operation[] = ['list', 'show', 'create', 'update', 'delete']

/** What a sales channel may do, of its own alone; every other resource and operation is 401 UNAUTHORIZED. */
const TABLE: Record<'guest' | 'customer', Record<string, Operation[]>> = {
  guest: {
    customers: ['create'],
    // Section 5.9 [assumed]: who forgot the password has no token of their own.
    customer_password_resets: ['create', 'update'],
  },
  customer: {
    customers: ['create', 'show', 'update', 'delete'],
    customer_addresses: ['create', 'show', 'update', 'delete'],
    customer_payment_sources: ['show', 'update', 'delete'],
    customer_subscriptions: ['create', 'show', 'update', 'delete'],
    orders: ['create', 'show', 'update'],
    // Not in the table [assumed]: a customer's address is an address first; a subscription is made from an order.
    addresses: ['create', 'show', 'update', 'delete'],
    order_subscriptions: ['create', 'show'],
    customer_password_resets: ['create', 'update'],
  },
}

describe.each(ENGINES)('permissions on %s', (engine) => {
  let world: World
  let mine: Belongings
  let theirs: Belongings
  let clients: Record<'guest' | 'customer' | 'integration' | 'webapp', Client>
  beforeAll(async () => {
    world = await createWorld(engine)
    await world.store.records.write(world.organization.key, {}, async (writer) => {
      const [group] = await writer.create('group', [{ name: 'Group' }])
      mine = await plantBelongings(writer, 'mine', group?.key ?? 0)
      theirs = await plantBelongings(writer, 'theirs', group?.key ?? 0)
      mine.set('customer_groups', [group as never])
      theirs.set('customer_groups', [group as never])
      mine.set('tags', (await writer.create('tag', [{ name: 'tag' }])) as never)
    })
    clients = {
      guest: await commerceLayerClient(world, { kind: 'sales_channel' }),
      customer: await commerceLayerClient(world, { customer: mine.get('customers')?.[0]?.shortId ?? '' }),
      integration: await commerceLayerClient(world),
      webapp: await commerceLayerClient(world, { kind: 'webapp' }),
    }
  })
  afterAll(() => world.close())

  /** The singletons have paths of their own, and are for everybody (section 9.3). */
  const served = [...resources.values()].filter((resource) => resource.served && !resource.singleton)
  const id = (from: Belongings, type: string) => {
    const record = from.get(type)?.[0]
    return record ? idOf(type, record) : 'XXXXXXXXXX'
  }
  /** A body that is refused for its structure once the caller may write at all: it changes nothing. */
  const EMPTY = '{}'
  const METHODS: Record<Operation, string> = {
    list: 'GET',
    show: 'GET',
    create: 'POST',
    update: 'PATCH',
    delete: 'DELETE',
  }
  const ask = (client: Client, operation: Operation, type: string, of: string, body = EMPTY) =>
    client.send(
      METHODS[operation],
      `/api/${type}${operation === 'list' || operation === 'create' ? '' : `/${of}`}`,
      body,
    )
  const refusal = ({ status, document }: Awaited<ReturnType<typeof ask>>) =>
    status >= 400 ? `${status} ${document.errors?.[0]?.code}` : String(status)
  /** Rights of the kind, where the resource has such an operation at all. */
  const cells = (operation: Operation) =>
    served.filter(({ operations }) => operations.has(operation === 'show' ? 'retrieve' : operation))

  describe.each(['guest', 'customer'] as const)('a sales channel, %s', (role) => {
    test.each(OPERATIONS)('%s', async (operation) => {
      for (const { type } of cells(operation)) {
        if (operation === 'delete' && TABLE[role][type]?.includes('delete')) continue
        const answer = refusal(await ask(clients[role], operation, type, id(mine, type)))
        const allowed = TABLE[role][type]?.includes(operation) ?? false
        if (allowed) expect(answer, `${operation} ${type}`).toMatch(/^200$|^400 PARAM_MISSING$|^404 /)
        else expect(answer, `${operation} ${type}`).toBe('401 UNAUTHORIZED')
      }
    })

    test('the list of customers is refused whatever is asked', async () => {
      for (const query of ['', '?page[size]=1', '?filter[q][email_eq]=a@example.com', '?include=orders'])
        expect(refusal(await clients[role].get(`/api/customers${query}`))).toBe('401 UNAUTHORIZED')
    })

    test('another customer’s records are refused, unknown ones are not found', async () => {
      for (const type of Object.keys(TABLE[role]))
        for (const operation of ['show', 'update', 'delete'] as const) {
          const resource = resources.get(type)
          // Who may change a password reset is who knows its token.
          if (type === 'customer_password_resets' || !resource?.served || !theirs.has(type)) continue
          if (!TABLE[role][type]?.includes(operation)) continue
          const body = (of: string) => JSON.stringify({ data: { type, id: of } })
          const other = id(theirs, type)
          expect(refusal(await ask(clients[role], operation, type, other, body(other))), type).toBe(
            '401 UNAUTHORIZED',
          )
          const none = await ask(clients[role], operation, type, 'XXXXXXXXXX', body('XXXXXXXXXX'))
          expect(refusal(none), type).toBe('404 RECORD_NOT_FOUND')
        }
    })

    test('what is not for sales channels is refused as if it did not exist', async () => {
      const at = mine.get('customers')?.[0]?.shortId ?? ''
      const flagged = {
        _add_tags: 'tag',
        _remove_tags: 'tag',
        _request_anonymization: true,
        _cancel_anonymization: true,
      }
      for (const [name, value] of Object.entries(flagged)) {
        const answer = await clients[role].update('customers', at, { [name]: value })
        if (role === 'guest') expect(refusal(answer)).toBe('401 UNAUTHORIZED')
        else
          expect(answer.document.errors?.[0]).toMatchObject({
            code: 'PARAM_NOT_ALLOWED',
            detail: `${name} is not allowed.`,
          })
      }
      const tagged = await clients[role].create(
        'customers',
        { email: 'new@example.com' },
        { tags: { data: [] } },
      )
      expect(tagged.document.errors?.[0]).toMatchObject({
        code: 'PARAM_NOT_ALLOWED',
        detail: 'tags is not allowed.',
      })
      const grouped = await clients[role].create(
        'customers',
        { email: 'new@example.com' },
        { customer_group: { data: { type: 'customer_groups', id: id(mine, 'customer_groups') } } },
      )
      expect(refusal(grouped)).toBe('401 UNAUTHORIZED')
    })

    test('a customer signs up', async () => {
      const { status, document } = await clients[role].create('customers', {
        email: `${role}@example.com`,
        password: 'secret-1',
      })
      expect(status).toBe(201)
      expect(refusal(await clients[role].get(`/api/customers/${document.data.id}`))).toBe('401 UNAUTHORIZED')
    })

    test('no history is shown', async () => {
      for (const resource of served)
        for (const { name, link } of resource.relationships)
          if (link === 'history')
            for (const path of [name, `relationships/${name}`]) {
              const url = `/api/${resource.type}/${id(mine, resource.type)}/${path}`
              expect(refusal(await clients[role].get(url)), url).toBe('401 UNAUTHORIZED')
            }
    })
  })

  test('a customer reaches own lists through itself, and what it may not see is not in them', async () => {
    const at = mine.get('customers')?.[0]?.shortId ?? ''
    for (const { name, many, link } of resources.get('customers')?.relationships ?? []) {
      if (!many || link === 'history') continue
      const { status, document } = await clients.customer.get(`/api/customers/${at}/${name}`)
      expect(status, name).toBe(200)
      const shown = (document.data as unknown as { id: string }[]).map((record) => record.id)
      const own = (mine.get(name) ?? []).map((record) => idOf(name, record))
      const open = TABLE.customer[name]?.includes('show') ?? false
      expect(shown.sort(), name).toEqual(open ? own.sort() : [])
    }
  })

  test.each(['integration', 'webapp'] as const)('%s: every operation that the resource has', async (kind) => {
    for (const operation of ['list', 'show', 'create', 'update'] as const)
      for (const { type } of cells(operation)) {
        const answer = refusal(await ask(clients[kind], operation, type, id(theirs, type)))
        expect(answer, `${operation} ${type}`).toMatch(/^200$|^400 PARAM_MISSING$|^404 RECORD_NOT_FOUND$/)
      }
    for (const { type } of cells('delete'))
      expect(refusal(await ask(clients[kind], 'delete', type, 'XXXXXXXXXX')), type).toBe(
        '404 RECORD_NOT_FOUND',
      )
  })

  test('an operation that the resource does not have is 405 for whoever asks, and a path with none is unknown', async () => {
    const siblings = { list: ['list', 'create'], create: ['list', 'create'] } as Record<string, string[]>
    for (const client of [clients.integration, clients.customer, clients.guest])
      for (const { type, operations } of served)
        for (const operation of OPERATIONS) {
          if (operations.has(operation === 'show' ? 'retrieve' : operation)) continue
          const there = (siblings[operation] ?? ['retrieve', 'update', 'delete']).some((name) =>
            operations.has(name as 'list'),
          )
          const answer = refusal(await ask(client, operation, type, id(mine, type)))
          expect(answer, `${operation} ${type}`).toBe(
            there ? '405 METHOD_NOT_ALLOWED' : '404 RECORD_NOT_FOUND',
          )
        }
  })

  test('the singletons are for everybody', async () => {
    for (const client of Object.values(clients))
      for (const name of ['organization', 'application'])
        expect((await client.get(`/api/${name}`)).status, name).toBe(200)
    expect(refusal(await clients.customer.get('/api/organization/event_stores'))).not.toBe('200')
  })

  test('a customer deletes what is its own, and in the end itself', async () => {
    for (const type of [
      'customer_addresses',
      'customer_payment_sources',
      'customer_subscriptions',
      'addresses',
    ])
      expect((await clients.customer.remove(type, id(mine, type))).status, type).toBe(204)
    // It has placed orders.
    const at = mine.get('customers')?.[0]?.shortId ?? ''
    expect(refusal(await clients.customer.remove('customers', at))).toBe('423 LOCKED')
    const { document } = await clients.integration.create('customers', { email: 'short@example.com' })
    const own = await commerceLayerClient(world, { customer: document.data.id })
    expect((await own.remove('customers', document.data.id)).status).toBe(204)
    expect(refusal(await own.get(`/api/customers/${document.data.id}`))).toBe('401 INVALID_TOKEN')
  })
})
