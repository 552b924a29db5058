/** The last requests to the platforms; docs/requests.md tells what is kept of them, and what never is. */
import { Type } from 'typebox'
import { differencesOf } from '../../traffic/differences.ts'
import { textOf } from '../../traffic/keep-exchange.ts'
import { maskBody } from '../../traffic/mask.ts'
import { NoReplay, replay } from '../../traffic/replay.ts'
import type { RequestFilter } from '../../traffic/request-log.ts'
import { flag, integer, oneOf, text } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { type AdminAsked, type AdminParts, ok, param, route } from '../route.ts'
import { presentDetail, presentRequest, REQUEST, REQUEST_DETAIL, typeOf } from './present.ts'

/** `cut`: the connection ended first. */
const STATUSES = { '2xx': 2, '3xx': 3, '4xx': 4, '5xx': 5, cut: 0 } as const

const FILTERS = {
  dialect: text,
  method: oneOf('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
  status: oneOf('2xx', '3xx', '4xx', '5xx', 'cut'),
  path: text,
  fault: text,
  credential: text,
  slower_than: integer(0, 3_600_000),
}

export const listRequests = route({
  method: 'GET',
  path: '/organizations/:slug/requests',
  about: 'List the last requests to the platforms, newest first',
  query: {
    ...FILTERS,
    limit: integer(1, 200),
    before: text,
    after: text,
    unmasked: flag,
  },
  answers: Type.Object({
    requests: Type.Array(REQUEST),
    /** `before` of the next page; null: there is none. */
    next: Type.Union([Type.String(), Type.Null()]),
  }),
  async answer(asked, { organizations, traffic }) {
    const { key } = await organizations.get(param(asked, 'slug'))
    const { limit = 50, before, after, unmasked = false, status, slower_than, ...others } = asked.query
    const filter: RequestFilter = {
      ...others,
      statusClass: status && STATUSES[status],
      slowerThan: slower_than,
    }
    const { requests, more } = await traffic.log.list(key, filter, { limit, before, after })
    return ok({
      requests: requests.map((kept) => presentRequest(kept, unmasked)),
      next: more ? (requests.at(-1)?.id ?? null) : null,
    })
  },
})

export const forgetRequests = route({
  method: 'DELETE',
  path: '/organizations/:slug/requests',
  about: 'Forget the last requests',
  answers: Type.Object({ forgotten: Type.Integer() }),
  async answer(asked, { organizations, traffic }) {
    const { key } = await organizations.get(param(asked, 'slug'))
    return ok({ forgotten: await traffic.log.clear(key) })
  },
})

async function found(asked: Pick<AdminAsked, 'params'>, { organizations, traffic }: AdminParts) {
  const { key } = await organizations.get(param(asked, 'slug'))
  const kept = await traffic.log.get(key, param(asked, 'id'))
  if (!kept)
    throw new AdminRefusal(
      'not_found',
      'there is no such request, or it is too long ago: only the last are kept',
    )
  return kept
}

export const getRequest = route({
  method: 'GET',
  path: '/organizations/:slug/requests/:id',
  about: 'Show a request and its answer, personal data masked unless it is asked for',
  query: { unmasked: flag },
  answers: REQUEST_DETAIL,
  async answer(asked, parts) {
    return ok(presentDetail(await found(asked, parts), asked.query.unmasked ?? false))
  },
})

const DIFFERENCE = Type.Object({
  path: Type.String(),
  before: Type.Union([Type.String(), Type.Null()]),
  after: Type.Union([Type.String(), Type.Null()]),
})
const REPLAY = Type.Object({
  request: REQUEST_DETAIL,
  status_before: Type.Integer(),
  status: Type.Integer(),
  differences: Type.Array(DIFFERENCE),
})
export type Replay = Type.Static<typeof REPLAY>

export const replayRequest = route({
  method: 'POST',
  path: '/organizations/:slug/requests/:id/replay',
  about: 'Send a request again as the same credential; what it writes is written',
  query: { unmasked: flag },
  answers: REPLAY,
  status: 201,
  async answer(asked, parts) {
    const kept = await found(asked, parts)
    const { unmasked = false } = asked.query
    const again = await replay(kept, { ...parts, log: parts.traffic.log }, asked.request.address).catch(
      (error) => {
        throw error instanceof NoReplay
          ? new AdminRefusal('conflict', `the request cannot be sent again: ${error.message}`)
          : error
      },
    )
    const shown = (body: string) => (unmasked ? body : maskBody(body, typeOf(again.responseHeaders)))
    return {
      status: 201,
      body: {
        request: presentDetail(again, unmasked),
        status_before: kept.status,
        status: again.status,
        differences: differencesOf(textOf(kept.responseBody), textOf(again.responseBody), shown),
      },
    }
  },
})
