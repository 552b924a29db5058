/** Commerce Layer's rate limits (section 8): by address and environment, an average and a burst. */
import {
  jsonResponse,
  type LimitResult,
  type LimitRule,
  limitOf,
  type Services,
  type WireRequest,
  type WireResponse,
  withHeaders,
} from '../dialect.ts'
import type { Caller } from './tokens.ts'

/**
 * Requests in a minute over all endpoints of a class, and in ten seconds to one of them [docs: core/rate-limits]:
 * reads that the platform's network may keep, and all others.
 */
const FIGURES = {
  cacheable: { live: { average: 1000, burst: 250 }, test: { average: 500, burst: 125 } },
  uncacheable: { live: { average: 200, burst: 50 }, test: { average: 100, burst: 25 } },
} as const
/** Of the cacheable resources these are served. */
const CACHEABLE: ReadonlySet<string> = new Set(['markets', 'stock_locations'])
const AVERAGE_SECONDS = 60
const BURST_SECONDS = 10
/** Both environments burst at a quarter of their average; so does a credential's own limit. */
const BURST_SHARE = 0.25
const TOKENS_PER_MINUTE = 30

/**
 * Answers within the limits: `answer` runs, with what it was counted by, when the request may pass, and whatever is answered carries the
 * three headers, with the figures of the average window (the vendor's clients throw without them). Without
 * a valid token the environment is unknown: those requests are counted by their address alone.
 */
export async function withinLimits(
  request: WireRequest,
  caller: Caller | null,
  services: Services,
  answer: (rules: readonly LimitRule[]) => Promise<WireResponse>,
): Promise<WireResponse> {
  const rules = rulesFor(request, caller)
  const results = await services.limiter.take(rules)
  const refused = results.filter((result) => !result.allowed)
  const response = refused.length > 0 ? tooMany(refused) : await answer(rules)
  return withHeaders(response, limitHeaders(rules, results))
}

export const limitHeaders = ([average]: readonly LimitRule[], [result]: readonly LimitResult[]) => ({
  'X-Ratelimit-Limit': String(average?.capacity),
  'X-Ratelimit-Interval': String(average?.seconds),
  'X-Ratelimit-Remaining': String(result?.remaining ?? average?.capacity),
})

type Rules = [average: LimitRule, burst: LimitRule]
/** What a caller asked for last, who seldom asks for something else. */
const lately = new WeakMap<Caller, Pick<WireRequest, 'method' | 'path' | 'address'> & { rules: Rules }>()

export function rulesFor(request: WireRequest, caller: Caller | null): Rules {
  if (!caller) return makeRules(request, caller)
  const { method, path, address } = request
  const known = lately.get(caller)
  if (known?.path === path && known.method === method && known.address === address) return known.rules
  const rules = makeRules(request, caller)
  lately.set(caller, { method, path, address, rules })
  return rules
}

function makeRules(request: WireRequest, caller: Caller | null): Rules {
  const place = `${request.address} ${caller?.organization.key ?? 'anonymous'}`
  const kind = classOf(request)
  const { average, burst } = FIGURES[kind][caller?.test ? 'test' : 'live']
  const rules: Rules = [
    { key: `commerce-layer ${kind} ${place}`, kind: 'window', capacity: average, seconds: AVERAGE_SECONDS },
    {
      key: `commerce-layer ${place} ${endpointOf(request)}`,
      kind: 'window',
      capacity: burst,
      seconds: BURST_SECONDS,
    },
  ]
  if (!caller) return rules
  return [limitOf(rules[0], caller.credential), limitOf(rules[1], caller.credential, BURST_SHARE)]
}

const classOf = ({ method, path }: WireRequest): keyof typeof FIGURES =>
  (method === 'GET' || method === 'HEAD') && CACHEABLE.has(path.split('/')[2] ?? '')
    ? 'cacheable'
    : 'uncacheable'

/** `GET customers/:id/orders` [assumed]: one record's address is not an endpoint of its own. */
function endpointOf({ method, path }: WireRequest): string {
  const [resource = '', id, ...rest] = path
    .replace(/^\/api\/?/, '')
    .replace(/\/$/, '')
    .split('/')
  return `${method} ${[resource, ...(id ? [':id'] : []), ...rest].join('/')}`
}

/** Section 8's body [assumed]. */
const tooMany = (refused: readonly LimitResult[]): WireResponse =>
  jsonResponse(
    429,
    'application/vnd.api+json',
    {
      errors: [
        {
          title: 'Too many requests',
          detail: 'You have reached your rate limit. Try again later.',
          code: 'TOO_MANY_REQUESTS',
          status: '429',
        },
      ],
    },
    { 'Retry-After': String(Math.max(...refused.map((result) => result.retryAfterSeconds))) },
  )

/** `/oauth/token` has a limit of its own, by address. */
export async function takeToken(request: WireRequest, services: Services): Promise<LimitResult> {
  const [result] = await services.limiter.take([
    {
      key: `commerce-layer token ${request.address}`,
      kind: 'window',
      capacity: TOKENS_PER_MINUTE,
      seconds: AVERAGE_SECONDS,
    },
  ])
  return result ?? { allowed: true, remaining: TOKENS_PER_MINUTE, retryAfterSeconds: 0 }
}
