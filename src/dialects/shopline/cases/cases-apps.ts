/**
 * Conformance cases of apps: how they get tokens (section 2.2). Requests are signed, so each rests on facts that a
 * run must make: `oauth_*` are header values and codes of apps in the known states.
 */
import type { ConformanceCase, Shape } from '../../case.ts'

const SOURCE = 'App authorization'
const TRACE = /^[0-9a-f]{8}0{8}[0-9a-f]{16}$/

const token: Shape = {
  code: 200,
  i18nCode: 'SUCCESS',
  message: null,
  data: {
    accessToken: /^[\w-]+\.[\w-]+\.[\w-]{86}$/,
    expireTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/,
    scope: 'read_customers,write_customers',
  },
  traceId: TRACE,
}
const failure = (code: number, i18nCode: string): Shape => ({
  code,
  i18nCode,
  message: /\S/,
  data: null,
  traceId: TRACE,
})

/** `app` names the facts of the request: key, time and signature of its body. */
const asking = (
  name: string,
  what: 'create' | 'refresh',
  app: string,
  body: Shape,
  rest: Partial<ConformanceCase> = {},
): ConformanceCase => ({
  name,
  source: SOURCE,
  needs: [`oauth_${app}_key`],
  writes: true,
  credential: 'none',
  method: 'POST',
  path: `//admin/oauth/token/${what}`,
  ...rest,
  headers: {
    'Content-Type': 'application/json',
    appkey: `{oauth_${app}_key}`,
    timestamp: '{oauth_timestamp}',
    sign: `{oauth_${app}_sign}`,
    ...rest.headers,
  },
  expect: { status: 200, headers: { traceId: TRACE }, body },
})

const withCode = (app: string): Partial<ConformanceCase> => ({ body: `{"code":"{oauth_${app}_code}"}` })

export const appCases: readonly ConformanceCase[] = [
  asking('a code is exchanged for a token', 'create', 'new', token, withCode('new')),
  asking('the signature alone refreshes the token', 'refresh', 'installed', token),
  asking(
    'a code that was exchanged before is refused',
    'create',
    'used',
    failure(400, 'OAUTH_CODE_INVALID'),
    withCode('used'),
  ),
  asking(
    'a store that did not install the app has no token to refresh',
    'refresh',
    'waiting',
    failure(400, 'STORE_NOT_INSTALL_APP'),
  ),
  asking(
    'a store that is not there is told so',
    'refresh',
    'installed',
    failure(400, 'STORE_INFORMATION_ERROR'),
    {
      host: 'no-such-store',
    },
  ),
  asking(
    'a request from elsewhere than the app’s addresses is refused',
    'refresh',
    'far',
    failure(400, 'REQUEST_NOT_IN_APP_IP_WHITELIST'),
  ),
  asking(
    'a request that is signed otherwise is refused',
    'refresh',
    'installed',
    failure(500, 'TOKEN_CREATE_EXCEPTION'),
    { headers: { sign: '0'.repeat(64) } },
  ),
  {
    name: 'an unknown path of the authorization is not found',
    source: '[assumed]',
    credential: 'none',
    path: '//admin/oauth/token/delete',
    expect: { status: 404, headers: { traceId: TRACE }, body: { errors: 'Not Found' } },
  },
]
