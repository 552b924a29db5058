/** Two records of each resource: one that stays and one that a case deletes. */
import { fill } from '../../conformance/run-case.ts'
import { WRITTEN } from '../../src/dialects/commerce-layer/cases/cases-resources.ts'
import type { CaseFixture } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'
import { commerceLayerFixture } from './commerce-layer.fixture.ts'

const ADDRESS = WRITTEN.find(({ type }) => type === 'addresses')?.create ?? { attributes: {} }

export async function commerceLayerResourcesFixture(world: World): Promise<CaseFixture> {
  const { facts: basic, authorize } = await commerceLayerFixture(world)
  const media = 'application/vnd.api+json'
  const { Authorization: authorization = '' } = await authorize('valid')
  const headers = { authorization, accept: media, 'content-type': media }
  const idFrom = (body: string) => (JSON.parse(body) as { data: { id: string } }).data.id

  const create = async (type: string, parts: object, values: Record<string, string>): Promise<string> => {
    const body = fill(JSON.stringify({ data: { type, ...parts } }), values)
    const answer = await world.send({ method: 'POST', url: `/api/${type}`, headers, body })
    if (answer.status !== 201) throw new Error(`${type}: ${answer.status} ${answer.body}`)
    return idFrom(answer.body)
  }
  const freeAddress = () => create('addresses', ADDRESS, {})
  const facts: Record<string, string> = { ...basic, email: 'person-06@example.com' }
  for (const { type, create: parts } of WRITTEN)
    for (const word of ['a', 'spare']) {
      const values = { ...facts, unique: `${word}-of-theirs`, free_address: await freeAddress() }
      facts[`${word}_${type}`] = await create(type, parts, values)
    }
  const first = async (url: string) => {
    const answer = await world.send({ url, headers })
    return (JSON.parse(answer.body) as { data: { id: string }[] }).data[0]?.id ?? ''
  }
  return {
    facts: {
      ...facts,
      unique: 'case',
      free_address: await freeAddress(),
      a_versions: await first('/api/versions'),
      a_event_stores: await first(`/api/customers/${facts.customer}/event_stores`),
    },
    authorize,
  }
}
