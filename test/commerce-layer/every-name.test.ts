/** Every relationship can be followed, included, filtered and sorted through, every attribute asked for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MATCHERS } from '../../src/dialects/commerce-layer/query/matchers.ts'
import type { Attribute, Resource } from '../../src/dialects/commerce-layer/resource.ts'
import { resources, targetsOf } from '../../src/dialects/commerce-layer/resources/index.ts'
import { type Client, commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { type Belongings, idOf, linkAll, plantBelongings } from '../support/plant-strangers.ts'
import { createWorld, type World } from '../support/world.ts'

const served = [...resources.values()].filter((one) => one.served && !one.singleton)

describe.each(ENGINES)('every name on %s', (engine) => {
  let world: World
  let client: Client
  let ids: Map<string, string>
  beforeAll(async () => {
    world = await createWorld(engine)
    client = await commerceLayerClient(world)
    const belongings: Belongings = await world.store.records.write(
      world.organization.key,
      {},
      async (writer) => {
        const [group] = await writer.create('group', [{ name: 'Group' }])
        const made = await plantBelongings(writer, 'any', group?.key ?? 0)
        made.set('customer_groups', [group as never])
        made.set('tags', (await writer.create('tag', [{ name: 'tag' }])) as never)
        made.set('markets', (await writer.create('record', [{ kind: 'markets' }])) as never)
        made.set('stock_locations', (await writer.create('record', [{ kind: 'stock_locations' }])) as never)
        await linkAll(writer, made, made)
        return made
      },
    )
    ids = new Map([...belongings].flatMap(([type, [record]]) => (record ? [[type, idOf(type, record)]] : [])))
    const hook = await client.make('webhooks', {
      name: 'Hook',
      topic: 'customers.create',
      callback_url: 'https://example.com/hook',
    })
    ids.set('webhooks', hook.id)
  })
  afterAll(() => world.close())

  const ok = async (url: string) => {
    const { status, body } = await client.get(url)
    expect(status, `${url}: ${body.slice(0, 300)}`).toBe(200)
  }
  /** One filter for the attribute that the resource cannot refuse. */
  const filterOf = (path: string, { type, presenceOnly }: Attribute): string[] => {
    const name = ['null', 'eq', 'jcont'].find((one) => MATCHERS.get(one)?.types.includes(type))
    return name ? [`filter[q][${path}_${presenceOnly ? 'present' : 'null'}]=true`] : []
  }
  const filters = (resource: Resource, prefix = '') =>
    resource.attributes
      .filter((one) => one.filterable)
      .flatMap((one) => filterOf(`${prefix}${one.name}`, one))

  describe.each(served.map((resource) => [resource.type, resource] as const))('%s', (type, resource) => {
    if (resource.operations.has('list'))
      test('is filtered and sorted by each of its attributes', async () => {
        await ok(`/api/${type}?${filters(resource).join('&')}`)
        for (const one of resource.attributes.filter((attribute) => attribute.sortable))
          await ok(`/api/${type}?sort=-${one.name}`)
      })

    if (resource.operations.has('list'))
      test('is filtered, sorted and included through each of its relationships', async () => {
        for (const relationship of resource.relationships) {
          const { name, filterable, sortable, includable } = relationship
          if (includable) await ok(`/api/${type}?include=${name}`)
          for (const target of targetsOf(relationship)) {
            if (filterable) await ok(`/api/${type}?${filters(target, `${name}_`).slice(0, 25).join('&')}`)
            const by = target.attributes.filter((one) => one.sortable && !one.hidden)
            if (sortable && targetsOf(relationship).length === 1)
              for (const one of by) await ok(`/api/${type}?sort=${name}.${one.name}`)
          }
        }
      })

    test('leads along each of its relationships', async () => {
      const id = ids.get(type)
      if (!id) return
      for (const { name } of resource.relationships) {
        await ok(`/api/${type}/${id}/${name}`)
        await ok(`/api/${type}/${id}/relationships/${name}`)
      }
    })
  })

  test('nearly every resource has a record to start from', () => {
    const without = served.filter(({ type }) => !ids.has(type)).map(({ type }) => type)
    expect(without).toEqual(['event_stores', 'events', 'event_callbacks', 'versions'])
  })
})
