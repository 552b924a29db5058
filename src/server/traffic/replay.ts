/** Sends a request again that is in the log, as the same credential; what it writes is written. */
import { randomUUID } from 'node:crypto'
import type { Credential } from '../../core/credentials.ts'
import {
  asText,
  type Dialect,
  type RequestCaller,
  type Services,
  type WireRequest,
  type WireResponse,
} from '../../dialects/dialect.ts'
import { type KeptRequest, textOf } from './keep-exchange.ts'
import { isSecretName } from './secrets.ts'
import { standInFor } from './stand-in.ts'
import type { Traffic } from './traffic.ts'

/** Its message says why the request cannot be sent again. */
export class NoReplay extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NoReplay'
  }
}

/** Why not; null: it can, as far as the request itself says. */
export function whyNoReplay(kept: KeptRequest): string | null {
  if (kept.credential === null)
    return 'no valid credential is known to have come with it, so there is nobody to send it as'
  if (kept.onBehalf) return 'a customer or user had signed in, and only they can sign in again'
  if (kept.requestBody.isCut) return 'its body is too long to have been kept whole'
  return kept.isIncomplete ? 'it held a secret, which is not kept' : null
}

interface Parts {
  dialects: readonly Dialect[]
  services: Services
  log: Traffic['log']
}

/** The repetition as it is in the log. Throws `NoReplay`. */
export async function replay(
  kept: KeptRequest,
  { dialects, services, log }: Parts,
  address: string,
): Promise<KeptRequest> {
  const why = whyNoReplay(kept)
  const dialect = dialects.find(({ name }) => name === kept.dialect)
  if (why !== null || !dialect) throw new NoReplay(why ?? 'its platform is not served')
  const credential = await usable(kept.credential ?? '', services)
  const standIn = await standInFor(credential, dialect, services)
  const base = { origin: kept.origin, hostLabel: kept.hostLabel, address }
  const signedIn = await dialect.client.authorize(standIn.printed, async (asked) => {
    const [path = '', query = ''] = asked.url.split(/\?(.*)/s)
    const headers = lowerCase(asked.headers ?? {})
    const { method = 'GET', body = '' } = asked
    const answer = await dialect.handle({ ...base, method, path, query, headers, body }, standIn.services)
    if (answer.status >= 400)
      throw new NoReplay(`its credential gets no token without somebody who signs in (${answer.status})`)
    return asText(answer)
  })
  const request: WireRequest = {
    ...base,
    method: kept.method,
    path: kept.path,
    query: kept.query,
    headers: headersAgain(kept.requestHeaders, lowerCase(signedIn)),
    body: textOf(kept.requestBody),
  }
  const [at, began] = [new Date(), performance.now()]
  let caller: RequestCaller | null = null
  const telling: Services = {
    ...standIn.services,
    onCaller: (known) => {
      caller = known
    },
  }
  const response = await answered(dialect, request, telling)
  const milliseconds = performance.now() - began
  const facts = { dialect: dialect.name, request, response, arrives: 'all', fault: null, at } as const
  return log.addReplay({ ...facts, caller, milliseconds }, kept.id)
}

async function usable(id: string, { credentials, clock }: Services): Promise<Credential> {
  const found = await credentials.byId(id)
  if (!found) throw new NoReplay('its credential is gone')
  if (found.revokedAt) throw new NoReplay('its credential was revoked')
  if (found.expiresAt && found.expiresAt <= clock()) throw new NoReplay('its credential has expired')
  return found
}

async function answered(dialect: Dialect, request: WireRequest, services: Services): Promise<WireResponse> {
  try {
    return await dialect.handle(request, services)
  } catch (error) {
    services.log('error', 'replay failed', { error: (error as Error).stack ?? String(error) })
    return dialect.refuse(500, request)
  }
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** As before, but signed in anew, without a fault, and never taken for the request that it repeats. */
function headersAgain(
  before: Readonly<Record<string, string>>,
  signedIn: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(before).filter(([name]) => !isSecretName(name) && name !== 'clientele-fault')
  const anew = Object.entries(signedIn).filter(([name]) => isSecretName(name))
  const headers = Object.fromEntries([...kept, ...anew])
  if ('idempotency-key' in headers) headers['idempotency-key'] = randomUUID()
  return headers
}
