/** The servers that an organization is synced from. */
import { Type } from 'typebox'
import { place, textsByName } from '../imports/members.ts'
import { REJECTS } from '../imports/present.ts'
import { flag, integer, oneOf, required, text } from '../read-members.ts'
import { type AdminAsked, type AdminParts, type AdminRoute, ok, param, route } from '../route.ts'
import { presentSource, SOURCE } from './present.ts'

const ALL = '/organizations/:slug/syncs'
const ONE = `${ALL}/:name`

/** Presented to the source; never shown. */
const CREDENTIAL = textsByName(10, 4000)
/** From a minute to a year. */
const EVERY = integer(60, 366 * 86_400)

async function named(asked: Pick<AdminAsked, 'params'>, { organizations }: AdminParts) {
  return [await organizations.get(param(asked, 'slug')), param(asked, 'name')] as const
}

const platforms = Type.Object({
  platforms: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      credential: Type.Array(
        Type.Object({
          name: Type.String(),
          about: Type.String(),
          secret: Type.Boolean(),
          optional: Type.Boolean(),
        }),
      ),
    }),
  ),
})
export type SyncPlatforms = Type.Static<typeof platforms>

const listPlatforms = route({
  method: 'GET',
  path: '/sync-platforms',
  about: 'What can be synced from, and what credential each platform wants',
  answers: platforms,
  async answer(_, { dialects }) {
    return ok({
      platforms: dialects.map(({ name, title, client }) => ({
        name,
        title,
        credential: Object.entries(client.credential).map(([member, { about, secret, optional }]) => ({
          name: member,
          about,
          secret: secret ?? false,
          optional: optional ?? false,
        })),
      })),
    })
  },
})

const listSyncs = route({
  method: 'GET',
  path: ALL,
  about: 'List the sources of an organization, with what their last runs did',
  answers: Type.Object({ sources: Type.Array(SOURCE) }),
  async answer(asked, parts) {
    const [organization] = await named(asked, parts)
    const all = await parts.work.syncs.list(organization)
    return ok({ sources: all.map((one) => presentSource(one, parts.wallClock())) })
  },
})

const startSync = route({
  method: 'POST',
  path: ALL,
  about: 'Start a sync, or a dry run that writes nothing',
  body: {
    dialect: required(text),
    name: text,
    from: text,
    credential: CREDENTIAL,
    full: flag,
    remove_many: flag,
    reset: flag,
    dry_run: flag,
    link_by: oneOf('verified-email', 'email', 'none'),
    every_seconds: EVERY,
  },
  answers: SOURCE,
  status: 202,
  async answer(asked, parts) {
    const [organization] = await named(asked, parts)
    const { body } = asked
    const { dialect, name, from, credential = {}, full, reset } = body
    const started = await parts.work.syncs.start(organization, {
      ...{ dialect, name, from, credential, full, reset },
      removeMany: body.remove_many,
      dryRun: body.dry_run,
      linkBy: body.link_by,
      everySeconds: body.every_seconds,
    })
    return { status: 202, body: presentSource(started, parts.wallClock()) }
  },
})

const getSync = route({
  method: 'GET',
  path: ONE,
  about: 'Show a source, with the run under way',
  answers: SOURCE,
  async answer(asked, parts) {
    return ok(presentSource(await parts.work.syncs.get(...(await named(asked, parts))), parts.wallClock()))
  },
})

const stopSync = route({
  method: 'POST',
  path: `${ONE}/stop`,
  about: 'Stop a sync that was started here: the next run goes on where it was',
  answers: SOURCE,
  async answer(asked, parts) {
    const stopped = await parts.work.syncs.stop(...(await named(asked, parts)))
    return ok(presentSource(stopped, parts.wallClock()))
  },
})

const scheduleSync = route({
  method: 'PUT',
  path: `${ONE}/schedule`,
  about: 'Sync from it by itself so often; the credential is kept encrypted',
  body: { every_seconds: required(EVERY), credential: CREDENTIAL },
  answers: SOURCE,
  async answer(asked, parts) {
    const [organization, name] = await named(asked, parts)
    const { every_seconds: every, credential = {} } = asked.body
    const scheduled = await parts.work.syncs.schedule(organization, name, every, credential)
    return ok(presentSource(scheduled, parts.wallClock()))
  },
})

const unscheduleSync = route({
  method: 'DELETE',
  path: `${ONE}/schedule`,
  about: 'Sync from it no more by itself, and forget its credential',
  answers: SOURCE,
  async answer(asked, parts) {
    const [organization, name] = await named(asked, parts)
    const stopped = await parts.work.syncs.schedule(organization, name, null, {})
    return ok(presentSource(stopped, parts.wallClock()))
  },
})

const listRejects = route({
  method: 'GET',
  path: `${ONE}/rejects`,
  about: 'What the last run could not take, a piece at a time: {"stream","id","reason","shown"} a line',
  query: { from: place },
  answers: REJECTS,
  async answer(asked, parts) {
    const [organization, name] = await named(asked, parts)
    return ok(await parts.work.syncs.rejects(organization, name, asked.query.from ?? null))
  },
})

export const SYNC_ROUTES: readonly AdminRoute[] = [
  ...[listPlatforms, listSyncs, startSync, getSync, stopSync, scheduleSync, unscheduleSync, listRejects],
]
