/**
 * What a webhook posts: "a JSON payload in the same format that you get when fetching the same resource through
 * the REST API", with `include_resources` as the `include` parameter (docs: core/real-time-webhooks). Nobody
 * asked, so its links have no host and its `meta` no trace, as in the body that the vendor's `sdk-utils` tests check.
 */
import type { Organization } from '../../../core/ports.ts'
import type { Json, JsonObject, Webhook } from '../../../core/schema.ts'
import type { Services, WebhookDelivery } from '../../dialect.ts'
import { loadAll } from '../load.ts'
import { presentResource } from '../present.ts'
import { type IncludeTree, readInclude } from '../read-include.ts'
import type { AnyRecord, Resource } from '../resource.ts'
import { resources } from '../resources/index.ts'
import { type Caller, DIALECT } from '../tokens.ts'

/** `include_resources` as kept; null where none was given. */
export const includesOf = ({ extras }: Pick<Webhook, 'extras'>): string[] | null =>
  Array.isArray(extras.include_resources) ? extras.include_resources.map(String) : null

export async function webhookBody(delivery: WebhookDelivery, services: Services): Promise<JsonObject> {
  const { organization, webhook, notice, record } = delivery
  const [type = '', event] = notice.topic.split('.')
  const resource = resources.get(type)
  if (!resource) throw new Error(`No resource is called ${type}`)
  const tree = includeTree(resource, includesOf(webhook) ?? [], event === 'tagged')
  const caller = systemCaller(organization)
  const destroyed = event === 'destroy'
  const loaded = await loadAll(resource, [record as AnyRecord], destroyed ? new Map() : tree, {
    caller,
    services,
  })
  const frame = { origin: '', caller, fieldsets: new Map(), traceId: null }
  const [data, ...included] = loaded.map((one) => presentResource(one, frame) as unknown as JsonObject)
  return {
    data: (destroyed ? emptied(data as JsonObject, tree) : data) as Json,
    ...(tree.size > 0 ? { included } : {}),
  }
}

/** A `.tagged` event brings the tags, whatever else is included (docs: core/real-time-webhooks). */
function includeTree(resource: Resource, includes: readonly string[], tagged: boolean): IncludeTree {
  const value = [...includes, ...(tagged ? ['tags'] : [])].join(',')
  return readInclude([{ name: 'include', path: ['include'], value }], resource)
}

/**
 * Of a destroyed record "only the destroyed resource's id is valorized, while all of the other attributes and
 * included relationships are null" (docs: core/real-time-webhooks).
 */
function emptied(data: JsonObject, tree: IncludeTree): JsonObject {
  const members = (object: Json | undefined, value: (name: string, old: Json) => Json): JsonObject =>
    Object.fromEntries(
      Object.entries((object ?? {}) as JsonObject).map(([name, old]) => [name, value(name, old)]),
    )
  return {
    ...data,
    attributes: members(data.attributes, () => null),
    relationships: members(data.relationships, (name, old) =>
      tree.has(name) ? { ...(old as JsonObject), data: null } : old,
    ),
  }
}

/** Nobody's token: sees everything of its organization, and is no customer. */
function systemCaller(organization: Organization): Caller {
  return {
    credential: {
      id: '',
      organization: organization.key,
      dialect: DIALECT,
      kind: 'integration',
      name: null,
      publicId: null,
      secretHash: null,
      signingSecret: null,
      scopes: [],
      settings: {},
      rateLimits: null,
      createdAt: organization.createdAt,
      expiresAt: null,
      revokedAt: null,
    },
    organization,
    kind: 'integration',
    owner: null,
    test: organization.mode === 'test',
    customClaim: null,
    scope: '',
  }
}
