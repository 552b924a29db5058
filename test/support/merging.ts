/** Syncs from platforms that show what a test says, as drafts: for what becomes of customers whom several sources know. */
import type { Draft } from '../../src/core/draft.ts'
import type { Organization } from '../../src/core/ports.ts'
import type { JsonObject } from '../../src/core/schema.ts'
import type { DialectClient, SyncItem } from '../../src/dialects/client.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import type { Reconciliation } from '../../src/jobs/sync/counts.ts'
import type { LinkStore } from '../../src/jobs/sync/merge/undo-link.ts'
import { openSource, type SourceInput } from '../../src/jobs/sync/sources.ts'
import { syncSource } from '../../src/jobs/sync/sync-source.ts'
import type { World } from './world.ts'

/** What a platform shows: customers with an address and an order each, as drafts. */
export interface Shown {
  id: string
  verified?: boolean | null
  values: Record<string, unknown>
  tags?: (string | { id: string; name: string })[]
  addresses?: { id: string; city: string; isDefault?: boolean }[]
  orders?: { id: string; amount: number; payment?: string }[]
  own?: JsonObject
  /** What else it shows of the customer, by whom they are named. */
  also?: (owner: Draft['links']) => Draft[]
}

export const FIELD = { 'commerce-layer': 'shortId', shopline: 'numberId', easycart: 'uuidId' } as const
export type Platform = keyof typeof FIELD

const itemOf = (platform: Platform, one: Shown): SyncItem => {
  const field = FIELD[platform]
  const owner = { customerKey: { [field]: one.id } }
  const named = (one.tags ?? []).map(
    (tag): Record<string, string> =>
      typeof tag === 'string' ? { name: tag } : { name: tag.name, [field]: tag.id },
  )
  const tags = named.map((values): Draft => ({ type: 'tag', values, links: {}, onlyCreate: true }))
  return {
    type: 'customer',
    remoteId: one.id,
    emailVerified: one.verified ?? null,
    whole: ['address'],
    shown: { id: one.id },
    drafts: [
      {
        type: 'customer',
        values: {
          [field]: one.id,
          ...(one.verified == null ? {} : { verifiedEmail: one.verified }),
          ...one.values,
        },
        links: {},
        ...(one.own ? { own: { [platform]: one.own } } : {}),
        ...(one.tags ? { tags: named.map((tag) => (tag[field] ? { [field]: tag[field] } : tag)) } : {}),
      },
      ...tags,
      ...(one.addresses ?? []).map(
        ({ id, ...values }): Draft => ({ type: 'address', values: { [field]: id, ...values }, links: owner }),
      ),
      ...(one.also?.(owner) ?? []),
      ...(one.orders ?? []).flatMap(({ id, amount, payment }): Draft[] => [
        {
          type: 'order',
          values: { [field]: id, amount, status: 'completed', currency: 'USD' },
          links: owner,
        },
        ...(payment
          ? [
              {
                type: 'payment' as const,
                values: {
                  [field]: payment,
                  amount,
                  currency: 'USD',

                  paidAt: new Date(0),
                },
                links: { ...owner, orderKey: { [field]: id } },
              },
            ]
          : []),
      ]),
    ],
  }
}

/** One run from a server of that platform. */
export async function syncShown(
  world: World,
  organization: Organization,
  platform: Platform,
  shown: readonly Shown[],
  more: Partial<SourceInput> & { full?: boolean } = {},
): Promise<Reconciliation> {
  const dialect = dialects.find(({ name }) => name === platform) as Dialect
  const client: DialectClient = {
    ...dialect.client,
    streams: [
      {
        name: 'customers',
        type: 'customer',
        incremental: false,
        async *pages() {
          yield { items: shown.map((one) => itemOf(platform, one)), next: null, total: shown.length }
        },
        exists: async (_get, id) => shown.some((one) => one.id === id),
      },
    ],
  }
  const { full = true, ...input } = more
  const { records } = world.store
  const source = await openSource(records, organization.key, {
    name: platform,
    dialect: platform,
    baseUrl: 'http://a',
    ...input,
  })
  return syncSource({
    ...{ records, organization, source, full, clock: world.clock, word: 'test', wait: async () => {} },
    dialect: { ...dialect, client },
    credential: {},
    send: async () => ({ status: 200, headers: {}, body: '{}' }),
  })
}

/** What links are made and undone with. */
export const linkStoreOf = (world: World, { key }: Organization): LinkStore => ({
  records: world.store.records,
  organization: key,
  idFieldOf: (dialect) => FIELD[dialect as Platform],
})
