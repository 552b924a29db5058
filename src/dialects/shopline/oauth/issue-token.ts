/** POST /admin/oauth/token/create and /refresh (section 2.2, steps 4 and 5). */
import type { Services, WireRequest, WireResponse } from '../../dialect.ts'
import { takeTokenTurn } from '../limits.ts'
import type { ShoplineSettings } from '../settings.ts'
import { OAUTH_TOKEN, signToken } from './access-token.ts'
import { type IssuedToken, notTheApps, TokenRefusal, tokenAnswer, tokenRefusal } from './envelope.ts'
import { type App, addressedStore, findApp, isOf } from './find-app.ts'
import { isSignature, signBody } from './signatures.ts'

/** "Timestamps more than 10 minutes away" are refused (Generate and verify signatures). */
const WINDOW_MS = 10 * 60 * 1000

export interface TokenCall {
  request: WireRequest
  services: Services
  rateLimit: ShoplineSettings['rateLimit']
  traceId: string
}

/** In exchange for the code that the callback brought. */
export const createToken = (call: TokenCall): Promise<WireResponse> =>
  answered(call, async (app) => {
    const { grants, secrets } = call.services
    const code = readCode(call.request.body)
    const taken = code && (await grants.takeCode(app.store.key, secrets.hash(code), app.credential.id))
    if (!taken) throw new TokenRefusal('OAUTH_CODE_INVALID')
    return issue(app, taken.scope.split(','), call.services)
  })

/** The app's signature alone asks for it. */
export const refreshToken = (call: TokenCall): Promise<WireResponse> =>
  answered(call, async (app) => {
    if (!app.credential.secretHash) throw new TokenRefusal('STORE_NOT_INSTALL_APP')
    return issue(app, app.credential.scopes, call.services)
  })

/** Store → app and signature → limit → installed → address → the token. */
async function answered(call: TokenCall, work: (app: App) => Promise<IssuedToken>): Promise<WireResponse> {
  const { request, services, traceId } = call
  try {
    const addressed = await addressedStore(request, services)
    if (addressed === 'none') throw new TokenRefusal('STORE_INFORMATION_ERROR')
    const app = await signingApp(request, services)
    if (!(await takeTokenTurn(app, services, call.rateLimit))) throw new TokenRefusal('REQUEST_FREQUENTLY')
    if (!isOf(app, addressed)) throw new TokenRefusal('STORE_NOT_INSTALL_APP')
    if (!isAllowed(request.address, app)) throw new TokenRefusal('REQUEST_NOT_IN_APP_IP_WHITELIST')
    return tokenAnswer(await work(app), traceId)
  } catch (error) {
    if (error instanceof TokenRefusal) return tokenRefusal(error, traceId)
    services.log('error', 'token not created', { error: (error as Error).stack ?? String(error) })
    return tokenRefusal(new TokenRefusal('TOKEN_CREATE_EXCEPTION'), traceId)
  }
}

async function signingApp({ headers, body }: WireRequest, services: Services): Promise<App> {
  const { appkey = '', timestamp = '', sign = '' } = headers
  const app = await findApp(appkey, services)
  if (!app) throw notTheApps('appkey: no app has this key')
  const at = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN
  if (!(Math.abs(services.clock().getTime() - at) <= WINDOW_MS))
    throw notTheApps('timestamp: must be milliseconds within 10 minutes of now')
  if (!isSignature(sign, signBody(body, timestamp, app.appSecret), services))
    throw notTheApps('sign: does not match')
  return app
}

/** An IPv4 caller may be shown as an IPv6 one (RFC 4291 section 2.5.5.2). */
const isAllowed = (address: string, { registered: { allowedAddresses } }: App): boolean =>
  allowedAddresses.length === 0 ||
  allowedAddresses.includes(address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase())

function readCode(body: string): string | null {
  try {
    const { code } = JSON.parse(body) as { code?: unknown }
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}

async function issue(app: App, scopes: readonly string[], services: Services): Promise<IssuedToken> {
  const now = services.clock().getTime()
  // Whole seconds, as the token itself says it.
  const expiresAt = new Date(Math.floor((now + OAUTH_TOKEN.lives) / 1000) * 1000)
  const accessToken = await signToken({ ...app, expiresAt }, services)
  const renewed = await services.credentials.renewToken(app.credential.id, {
    secretHash: services.secrets.hash(accessToken),
    expiresAt,
    scopes,
    oldUntil: new Date(now + OAUTH_TOKEN.oldLives),
  })
  // It was taken out of the store meanwhile.
  if (!renewed) throw new TokenRefusal('STORE_NOT_INSTALL_APP')
  return {
    accessToken,
    expireTime: expiresAt.toISOString().replace('Z', '+00:00'),
    scope: scopes.join(','),
  }
}
