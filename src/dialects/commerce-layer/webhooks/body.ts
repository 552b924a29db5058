/**
 * What a webhook posts: "a JSON payload in the same format that you get when fetching the same resource through
 * the REST API", with `include_resources` as the `include` parameter (docs: core/real-time-webhooks). Nobody
 * asked, so its links have no host and its `meta` no trace, as in the body that the vendor's `sdk-utils` tests check.
 */
import type { Organization } from '../../../core/ports.ts'
import type { JsonObject, Webhook } from '../../../core/schema.ts'
import type { Services, WebhookDelivery } from '../../dialect.ts'
import { ownMembers } from '../describe-resource.ts'
import { loadAll } from '../load.ts'
import { type Frame, metaOf, presentResource, relationshipLinks, selfUrl } from '../present.ts'
import { type IncludeTree, readInclude } from '../query/read-include.ts'
import { type AnyRecord, publicIdOf, type Resource } from '../resource.ts'
import { resources } from '../resources/index.ts'
import { type Caller, DIALECT } from '../tokens.ts'

function includesOf(webhook: Webhook): string[] {
  const { include_resources: kept } = ownMembers('webhook', webhook)
  return Array.isArray(kept) ? kept.map(String) : []
}

export async function webhookBody(delivery: WebhookDelivery, services: Services): Promise<JsonObject> {
  const { organization, webhook, notice, record } = delivery
  const [type = '', event] = notice.topic.split('.')
  const resource = resources.get(type)
  if (!resource) throw new Error(`No resource is called ${type}`)
  const tree = includeTree(resource, includesOf(webhook), event === 'tagged')
  const caller = systemCaller(organization)
  const frame: Frame = { origin: '', caller, fieldsets: new Map(), traceId: null }
  const objects =
    event === 'destroy' || !record
      ? [emptied(resource, idOf(resource, delivery), tree, frame)]
      : (await loadAll(resource, [record as AnyRecord], tree, { caller, services })).map((one) =>
          presentResource(one, frame),
        )
  const [data, ...included] = objects as unknown as JsonObject[]
  return { data: data as JsonObject, ...(tree.size > 0 ? { included } : {}) }
}

const idOf = (resource: Resource, { record, notice }: WebhookDelivery): string =>
  record ? publicIdOf(resource, record as AnyRecord) : String(notice.recordIds.shortId)

/** A `.tagged` event brings the tags, whatever else is included (docs: core/real-time-webhooks). */
function includeTree(resource: Resource, includes: readonly string[], tagged: boolean): IncludeTree {
  const value = [...includes, ...(tagged ? ['tags'] : [])].join(',')
  return readInclude([{ name: 'include', path: ['include'], value }], resource)
}

/**
 * Of a destroyed record "only the destroyed resource's id is valorized, while all of the other attributes and
 * included relationships are null" (docs: core/real-time-webhooks).
 */
function emptied(resource: Resource, id: string, tree: IncludeTree, frame: Frame) {
  const self = selfUrl(frame.origin, resource.type, id)
  const attributes = resource.attributes.filter(({ hidden }) => !hidden)
  return {
    id,
    type: resource.type,
    links: { self },
    attributes: Object.fromEntries(attributes.map(({ name }) => [name, null])),
    relationships: Object.fromEntries(
      resource.relationships.map(({ name }) => [
        name,
        { links: relationshipLinks(self, name), ...(tree.has(name) ? { data: null } : {}) },
      ]),
    ),
    meta: metaOf(frame),
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
