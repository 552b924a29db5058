/** What a client of a platform gets when it reads one customer, and how it asks. */
import type { Organization } from '../../../core/ports.ts'
import type { ClientRequest } from '../../../dialects/client.ts'
import { asText, type Dialect, type Services, type WireRequest } from '../../../dialects/dialect.ts'
import type { CustomerViews, ViewName, ViewSubject } from '../../../dialects/views.ts'
import { throwAway } from './throw-away.ts'

export interface ViewAsked {
  dialect: Dialect
  /** The dialect's. */
  views: CustomerViews
  view: ViewName
  organization: Organization
  subject: ViewSubject
}

export interface ViewAnswer {
  method: 'GET'
  /** The whole URL. */
  url: string
  /** As a client sends them, but for the token: `Authorization: Bearer $TOKEN`. */
  sent: Record<string, string>
  response: ReturnType<typeof asText>
  milliseconds: number
  /** A command line; `$TOKEN` comes from the environment. */
  curl: string
}

/**
 * Asks the platform's own handlers, with a credential of the platform's own make that is in memory alone; Commerce Layer's
 * is exchanged for a token on the way. Nothing is written, counted or told to whoever watches the traffic.
 */
export async function askView(
  { dialect, views, view, organization, subject }: ViewAsked,
  services: Services,
): Promise<ViewAnswer> {
  const apart = throwAway(services, organization)
  const { printed } = await dialect.createCredential(
    {
      organizations: [organization],
      scopes: dialect.demoScopes ?? [],
      kind: null,
      redirectUris: [],
      expiresAt: null,
    },
    apart,
  )
  const send = async (request: ClientRequest) =>
    asText(await dialect.handle(wireRequest(request, subject.origin), apart))
  const headers = await dialect.client.authorize(printed, send)
  const path = views.url(view, subject)
  const began = performance.now()
  const response = await send({ url: path, headers })
  const milliseconds = performance.now() - began
  const sent = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/^Bearer .*$/, 'Bearer $TOKEN')]),
  )
  const url = `${subject.origin}${path}`
  return { method: 'GET', url, sent, response, milliseconds, curl: curlOf(url, sent) }
}

function wireRequest(
  { method = 'GET', url, headers = {}, body = '' }: ClientRequest,
  origin: string,
): WireRequest {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return {
    method,
    origin,
    path,
    query,
    headers: Object.fromEntries(lowerCase),
    body,
    address: '127.0.0.1',
    // The organization is the credential's; which one the console's own URL names is another matter.
    hostLabel: null,
  }
}

/** `-g`: brackets are meant as they stand. The token is put in by the shell, so its header is in double quotes. */
function curlOf(url: string, sent: Readonly<Record<string, string>>): string {
  const headers = Object.entries(sent).map(([name, value]) => `-H "${name}: ${value}"`)
  return ['curl -s', ...(/[[\]{}]/.test(url) ? ['-g'] : []), ...headers, `'${url}'`].join(' ')
}
