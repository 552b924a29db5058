/**
 * Two shops on one server, each with something of everything: `mine`, which asks, and `strange`, of which no answer may
 * hold a byte. What each has is named by the same words, so that what is asked with the ids of one can be asked with
 * those of the other, or of nobody.
 */
import { sql } from 'kysely'
import type { Organization } from '../../src/core/ports.ts'
import type { Facts } from '../../src/dialects/case.ts'
import type { ClientAnswer } from '../../src/dialects/client.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import type { HotServer } from '../support/hot-servers.ts'
import { fillOrganization } from '../support/organization-rows.ts'
import { idOf, linkAll, plantBelongings } from '../support/plant-strangers.ts'
import { lowerCased } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'
import { PLATFORM_SCOPES, type PlatformName } from './platforms.ts'

/** Is in every text of the strange shop, and in nothing else. */
export const STRANGE = 'zzstranger'

export interface Shop {
  organization: Organization
  /** Headers of a credential that may do everything there. */
  headers: Record<PlatformName, Record<string, string>>
  /** What `createCredential` printed of it. */
  printed: Record<PlatformName, Record<string, string>>
  /** By platform: ids and values under the names that its cases use; Commerce Layer's ids under their types. */
  facts: Record<PlatformName, Facts>
  /** The short id of a customer to whom nothing of the facts belongs. */
  otherCustomer: string
}

/** With `word` in whatever is planted; `server` answers as it would answer anyone. */
export async function fillShop(
  world: World,
  server: HotServer,
  organization: Organization,
  word: string,
): Promise<Shop> {
  await fillOrganization(world.store, organization.key)
  // What was sent is JSON.
  await sql`update delivery_attempts set body = to_json(body)::text where organization_id = ${organization.key}`.execute(
    world.store.database,
  )
  const actor = { owner: { id: word, type: 'User' } }
  const planted = await world.store.records.write(organization.key, actor, async (writer) => {
    const [group] = await writer.create('group', [{ name: `${word} group` }])
    const [tag] = await writer.create('tag', [{ name: `${word} tag` }])
    const ids: Record<string, string> = {}
    for (const each of [`${word}too`, word]) {
      const belongings = await plantBelongings(writer, each, group?.key ?? 0, word !== STRANGE)
      if (each !== word) ids.other = String(belongings.get('customers')?.[0]?.shortId)
      else for (const [type, [first]] of belongings) if (first) ids[type] = idOf(type, first)
      await linkAll(writer, belongings, belongings)
      const customerKey = belongings.get('customers')?.[0]?.key ?? 0
      await writer.create('customerTag', [{ customerKey, tagKey: tag?.key ?? 0 }])
    }
    const kinds = ['markets', 'stock_locations']
    await writer.create(
      'record',
      kinds.map((kind) => ({ kind, attributes: { name: `${word} ${kind}`, code: `${word}-${kind}` } })),
    )
    return ids
  })
  const { other: otherCustomer, ...own } = planted
  const shop: Shop = { organization, headers: {}, printed: {}, facts: {}, otherCustomer } as never
  for (const dialect of dialects) {
    const name = dialect.name as PlatformName
    const scopes = [...PLATFORM_SCOPES[name]]
    shop.printed[name] = await world.credential(name, { organizations: [organization], scopes, name: word })
    shop.headers[name] = await authorized(dialect, shop.printed[name], server)
    shop.facts[name] = await factsOf(dialect, shop.headers[name], server, own)
  }
  return shop
}

export const sendTo =
  (server: HotServer, own: Record<string, string> = {}) =>
  async ({
    method = 'GET',
    url,
    headers = {},
    body = '',
  }: {
    method?: string
    url: string
    headers?: Readonly<Record<string, string>>
    body?: string
  }): Promise<ClientAnswer> => {
    const answer = await server.send({ method, url, headers: { ...own, ...lowerCased(headers) }, body })
    return { ...answer, headers: answer.headers as Record<string, string> }
  }

/** The headers that a client of the platform sends with that credential. */
export const authorized = async (
  dialect: Dialect,
  printed: Record<string, string>,
  server: HotServer,
): Promise<Record<string, string>> => lowerCased(await dialect.client.authorize(printed, sendTo(server)))

/** What a check would find there, and what it would make to change. */
async function factsOf(
  dialect: Dialect,
  headers: Record<string, string>,
  server: HotServer,
  planted: Facts,
): Promise<Facts> {
  const send = sendTo(server, headers)
  if (dialect.name === 'commerce-layer') return idsByType(send, planted)
  const found = (await dialect.conformance?.discoverFacts(send)) ?? {}
  const made = await dialect.conformance?.prepare?.(send, found)
  // Of what was paid something can be refunded; the cases that make their own customers cannot have it.
  return { second_payment: found.any_transaction ?? '', ...found, ...made?.facts }
}

/** What was planted, and the first of each other type by its own list. */
async function idsByType(send: ReturnType<typeof sendTo>, planted: Facts): Promise<Facts> {
  const ids: Record<string, string> = { ...planted }
  const first = async (url: string) => {
    const { status, body } = await send({ url: `${url}?page[size]=1` })
    if (status !== 200) throw new Error(`${url}: ${status} ${body}`)
    return (JSON.parse(body) as { data: { id: string }[] }).data[0]?.id ?? ''
  }
  for (const { type, served, singleton, operations } of resources.values())
    if (served && !singleton && operations.has('list')) ids[type] ??= await first(`/api/${type}`)
  ids.event_stores = await first(`/api/customers/${ids.customers}/event_stores`)
  return ids
}
