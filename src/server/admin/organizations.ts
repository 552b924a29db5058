import type { Organization } from '../../core/ports.ts'
import { presentOrganization, presentSnapshot } from './present.ts'
import { type Member, needed, object, readBody, text } from './read-body.ts'
import { AdminRefusal } from './refusal.ts'
import { type AdminAnswer, type AdminAsked, type AdminParts, made, ok, param } from './route.ts'

/** `{"email": "shop@example.com", "address": {"city": "Kraków"}}` as `['email=shop@example.com', 'address.city=Kraków']`. */
const profile: Member<string[]> = {
  read(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const lines = Object.entries(value).flatMap(([name, one]) =>
      typeof one === 'object' && one !== null
        ? Object.entries(one).map(([part, inner]) => [`${name}.${part}`, inner] as const)
        : [[name, one] as const],
    )
    const isPlain = lines.every(([, one]) => typeof one === 'string' || typeof one === 'boolean')
    return isPlain ? lines.map(([name, one]) => `${name}=${one}`) : undefined
  },
  allowed: 'an object of texts',
}

const NEW = {
  slug: text,
  handle: text,
  name: text,
  currency: text,
  time_zone: text,
  mode: text,
  profile,
  from_organization: text,
  from_snapshot: object({ organization: text, name: text }),
}
/** What a copy has from its original. */
const TAKEN = ['currency', 'time_zone', 'mode', 'profile'] as const

const whole = (organization: Organization, { origin }: AdminAsked['request'], { dialects }: AdminParts) => ({
  ...presentOrganization(organization),
  profile: organization.profile,
  created_at: organization.createdAt.toISOString(),
  base_urls: Object.fromEntries(
    dialects.map((dialect) => [dialect.name, dialect.baseUrl(origin, organization)]),
  ),
})

export async function listOrganizations({ request }: AdminAsked, parts: AdminParts): Promise<AdminAnswer> {
  const all = await parts.organizations.list()
  return ok({ organizations: all.map((organization) => whole(organization, request, parts)) })
}

export async function getOrganization(asked: AdminAsked, parts: AdminParts): Promise<AdminAnswer> {
  return ok(whole(await parts.organizations.get(param(asked, 'slug')), asked.request, parts))
}

export async function createOrganization({ request }: AdminAsked, parts: AdminParts): Promise<AdminAnswer> {
  const body = readBody(request.body, NEW)
  const slug = needed(body.slug, 'slug')
  const { from_organization: organization, from_snapshot: snapshot, handle, name } = body
  if (organization === undefined && snapshot === undefined) {
    const { currency = 'USD', time_zone: timeZone = 'UTC', mode = 'test' } = body
    const created = await parts.organizations.create(
      { slug, handle, name, currency, timeZone, mode },
      body.profile ?? [],
    )
    return made(whole(created, request, parts))
  }
  if (organization !== undefined && snapshot !== undefined)
    throw new AdminRefusal('invalid', 'from_organization and from_snapshot: give one of them')
  const own = TAKEN.find((member) => body[member] !== undefined)
  if (own) throw new AdminRefusal('invalid', `a copy has the ${own} of its original: leave it out`)
  const from = snapshot
    ? {
        slug: needed(snapshot.organization, 'from_snapshot.organization'),
        snapshot: needed(snapshot.name, 'from_snapshot.name'),
      }
    : { slug: organization ?? '', snapshot: null }
  return made(whole(await parts.organizations.copy(from, { slug, handle, name }), request, parts))
}

/** What takes a live organization's data away must say whose: `{"confirm": "acme"}`. */
export async function confirmed(asked: AdminAsked, { organizations }: AdminParts): Promise<string> {
  const { confirm } = readBody(asked.request.body, { confirm: text })
  const { slug, mode } = await organizations.get(param(asked, 'slug'))
  if (confirm !== undefined && confirm !== slug)
    throw new AdminRefusal('invalid', `confirm must be the slug of the organization, ${slug}`)
  if (mode === 'live' && confirm === undefined)
    throw new AdminRefusal('invalid', `${slug} is live: say {"confirm": ${JSON.stringify(slug)}}`)
  return slug
}

export async function removeOrganization(asked: AdminAsked, parts: AdminParts): Promise<AdminAnswer> {
  const slug = await confirmed(asked, parts)
  await parts.organizations.remove(slug)
  return ok({ slug, deleted: true })
}

export async function resetOrganization(asked: AdminAsked, parts: AdminParts): Promise<AdminAnswer> {
  const slug = await confirmed(asked, parts)
  const { snapshot, customersBefore } = await parts.organizations.reset(slug)
  return ok({
    organization: slug,
    snapshot: snapshot && presentSnapshot(snapshot),
    customers_before: customersBefore,
    customers: snapshot?.customers ?? 0,
  })
}
