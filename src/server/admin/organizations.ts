import { Type } from 'typebox'
import type { Organization } from '../../core/ports.ts'
import { CONFIRM, confirmed } from './confirmed.ts'
import {
  ORGANIZATION,
  type OrganizationShown,
  presentOrganization,
  presentSnapshot,
  SNAPSHOT,
} from './present.ts'
import { type Member, object, required, text } from './read-members.ts'
import { AdminRefusal } from './refusal.ts'
import { type AdminAsked, type AdminParts, made, ok, param, route } from './route.ts'
import { endRun } from './traps/end-run.ts'

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
  schema: { type: 'object' },
}

const NEW = {
  slug: required(text),
  handle: text,
  name: text,
  currency: text,
  time_zone: text,
  mode: text,
  profile,
  from_organization: text,
  from_snapshot: object({ organization: required(text), name: required(text) }),
}
/** What a copy has from its original. */
const TAKEN = ['currency', 'time_zone', 'mode', 'profile'] as const

const whole = (
  organization: Organization,
  { origin }: AdminAsked['request'],
  { dialects }: AdminParts,
): OrganizationShown => ({
  ...presentOrganization(organization),
  profile: organization.profile,
  created_at: organization.createdAt.toISOString(),
  base_urls: Object.fromEntries(
    dialects.map((dialect) => [dialect.name, dialect.baseUrl(origin, organization)]),
  ),
})

export const listOrganizations = route({
  method: 'GET',
  path: '/organizations',
  about: 'List the organizations',
  answers: Type.Object({ organizations: Type.Array(ORGANIZATION) }),
  async answer({ request }, parts) {
    const all = await parts.organizations.list()
    return ok({ organizations: all.map((organization) => whole(organization, request, parts)) })
  },
})

export const getOrganization = route({
  method: 'GET',
  path: '/organizations/:slug',
  about: 'Show an organization',
  answers: ORGANIZATION,
  async answer(asked, parts) {
    return ok(whole(await parts.organizations.get(param(asked, 'slug')), asked.request, parts))
  },
})

export const createOrganization = route({
  method: 'POST',
  path: '/organizations',
  about: 'Make an organization: a new one, or a copy of another or of a snapshot',
  body: NEW,
  answers: ORGANIZATION,
  status: 201,
  async answer({ body, request }, parts) {
    const { slug, from_organization: organization, from_snapshot: snapshot, handle, name } = body
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
      ? { slug: snapshot.organization, snapshot: snapshot.name }
      : { slug: organization ?? '', snapshot: null }
    return made(whole(await parts.organizations.copy(from, { slug, handle, name }), request, parts))
  },
})

export const removeOrganization = route({
  method: 'DELETE',
  path: '/organizations/:slug',
  about: 'Delete an organization and all of its data',
  body: CONFIRM,
  answers: Type.Object({ slug: Type.String(), deleted: Type.Literal(true) }),
  async answer(asked, parts) {
    const slug = await confirmed(asked, parts)
    await parts.organizations.remove(slug)
    // What imports kept of its persons goes with it; what fails is tried again in the background.
    await parts.work.imports.tidy().catch(() => {})
    return ok({ slug, deleted: true })
  },
})

export const resetOrganization = route({
  method: 'POST',
  path: '/organizations/:slug/reset',
  about: 'Go back to the snapshot `start`, or empty an organization that has none',
  body: CONFIRM,
  answers: Type.Object({
    organization: Type.String(),
    snapshot: Type.Union([SNAPSHOT, Type.Null()]),
    customers_before: Type.Integer(),
    customers: Type.Integer(),
  }),
  async answer(asked, parts) {
    const slug = await confirmed(asked, parts)
    await endRun(slug, parts)
    const { snapshot, customersBefore } = await parts.organizations.reset(slug)
    return ok({
      organization: slug,
      snapshot: snapshot && presentSnapshot(snapshot),
      customers_before: customersBefore,
      customers: snapshot?.customers ?? 0,
    })
  },
})
