/** Two records of each resource: one that stays and one that a case deletes. */

import { WRITTEN } from '../../src/dialects/commerce-layer/cases/cases-resources.ts'
import { fill } from '../../src/dialects/facts.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import type { CaseFixture } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'
import { commerceLayerFixture } from './commerce-layer.fixture.ts'

const ADDRESS = WRITTEN.find(({ type }) => type === 'addresses')?.create ?? { attributes: {} }

interface Parts {
  attributes?: object
  relationships?: object
}

export async function commerceLayerResourcesFixture(world: World): Promise<CaseFixture> {
  const { facts: basic, authorize } = await commerceLayerFixture(world)
  const client = await commerceLayerClient(world)
  const create = async (type: string, parts: Parts, values: Record<string, string>): Promise<string> => {
    const filled = JSON.parse(fill(JSON.stringify(parts), values)) as typeof parts
    return (await client.make(type, filled.attributes, filled.relationships)).id
  }
  const freeAddress = () => create('addresses', ADDRESS, {})
  const facts: Record<string, string> = { ...basic, email: 'person-06@example.com' }
  for (const { type, create: parts } of WRITTEN)
    for (const word of ['a', 'spare']) {
      const values = { ...facts, unique: `${word}-of-theirs`, unused_address: await freeAddress() }
      facts[`${word}_${type}`] = await create(type, parts, values)
    }
  const first = async (url: string) => (await client.ids(url))[0] ?? ''
  return {
    facts: {
      ...facts,
      unique: 'case',
      unused_address: await freeAddress(),
      a_versions: await first('/api/versions'),
      a_event_stores: await first(`/api/customers/${facts.customer}/event_stores`),
    },
    authorize,
  }
}
