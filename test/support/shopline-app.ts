/** Speaks to SHOPLINE's side as an app does, and checks signatures the way the vendor's code does. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CredentialRequest, WireRequest } from '../../src/dialects/dialect.ts'
import type { World } from './world.ts'

export const CALLBACK = 'https://app.example/callback?tenant=7'
export const APP_URL = 'https://app.example/open'

export interface TokenEnvelope {
  code: number
  i18nCode: string
  message: string | null
  data: { accessToken: string; expireTime: string; scope: string } | null
  traceId: string
}

export const hmac = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('hex')

/** Every parameter but `sign`, sorted by name, as it came (docs: Generate and verify signatures). */
export function isSigned(url: string, secret: string): boolean {
  const pairs = new URL(url).search.slice(1).split('&')
  const sign = pairs.find((pair) => pair.startsWith('sign='))?.slice(5) ?? ''
  const source = pairs
    .filter((pair) => !pair.startsWith('sign='))
    .sort()
    .join('&')
  const wanted = hmac(source, secret)
  return sign.length === wanted.length && timingSafeEqual(Buffer.from(sign), Buffer.from(wanted))
}

export function appOf(world: World) {
  const make = async (request: Partial<CredentialRequest> = {}) => {
    const printed = await world.credential('shopline', {
      kind: 'custom_app',
      name: 'Loyalty <b>',
      redirectUris: [CALLBACK],
      appUrl: APP_URL,
      scopes: ['read_customers', 'write_customers'],
      ...request,
    })
    return { id: printed.id ?? '', key: printed.app_key ?? '', secret: printed.app_secret ?? '' }
  }
  type App = Awaited<ReturnType<typeof make>>

  const show = (query: Record<string, string> | string, more: Partial<WireRequest> = {}) =>
    world.send({ url: `/admin/oauth-web/authorize?${new URLSearchParams(query)}`, ...more })
  const submit = (form: Record<string, string>, more: Partial<WireRequest> = {}) =>
    world.send({
      url: '/admin/oauth-web/authorize',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(form).toString(),
      ...more,
    })
  const asking = (app: App, more: Record<string, string> = {}) => ({
    appKey: app.key,
    responseType: 'code',
    scope: 'read_customers,write_customers',
    redirectUri: CALLBACK,
    ...more,
  })
  /** Where the browser goes once the merchant installs the app. */
  async function approve(app: App, more: Record<string, string> = {}): Promise<string> {
    const { body } = await show(asking(app, more))
    const request = /name="request" value="([^"]+)"/.exec(body)?.[1] ?? ''
    return (await submit({ request, decision: 'approve' })).headers.Location ?? ''
  }
  const codeOf = (location: string): string => new URL(location).searchParams.get('code') ?? ''

  /** A request for a token, as the app signs it. */
  const signed = (
    app: App,
    what: 'create' | 'refresh',
    body: string,
    timestamp: string,
    more: Partial<WireRequest> = {},
    sign = hmac(body + timestamp, app.secret),
  ) => ({
    url: `/admin/oauth/token/${what}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', appkey: app.key, timestamp, sign },
    body,
    ...more,
  })

  async function ask(
    app: App,
    what: 'create' | 'refresh',
    body: string,
    more: Partial<WireRequest> & { timestamp?: string; sign?: string } = {},
  ) {
    const { timestamp = String(world.services.clock().getTime()), sign, ...rest } = more
    const answer = await world.send(signed(app, what, body, timestamp, rest, sign))
    return { ...answer, envelope: answer.json() as TokenEnvelope }
  }
  const exchange = (app: App, code: string, more: Parameters<typeof ask>[3] = {}) =>
    ask(app, 'create', JSON.stringify({ code }), more)
  const refresh = (app: App, more: Parameters<typeof ask>[3] = {}) => ask(app, 'refresh', '', more)
  /** From nothing to an access token. */
  async function install(app: App, more: Record<string, string> = {}): Promise<string> {
    const { envelope } = await exchange(app, codeOf(await approve(app, more)))
    return envelope.data?.accessToken ?? ''
  }
  return { make, show, submit, asking, approve, codeOf, signed, ask, exchange, refresh, install }
}
