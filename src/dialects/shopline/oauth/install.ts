/**
 * GET /admin/oauth-web/install?appKey=…: opens an app as the store's admin does, with a signed request to its URL
 * (section 2.2, step 1). The path is ours: on the platform a merchant clicks in the app store. [assumed] Nobody signs in
 * here, so whoever reaches the server may open an app.
 */
import { parsePairs } from '../../../lib/query-string.ts'
import type { WireResponse } from '../../dialect.ts'
import { addressedStore, findApp, isOf } from './find-app.ts'
import { problemPage } from './pages.ts'
import { signedUrl } from './signatures.ts'
import type { WebCall } from './web-routes.ts'

/** Of an embedded app's user (App authorization). */
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/

export async function openApp({ request, services }: WebCall): Promise<WireResponse> {
  const query = new Map(parsePairs(request.query))
  const addressed = await addressedStore(request, services)
  if (addressed === 'none') return problemPage(404, 'There is no such store.')
  const app = await findApp(query.get('appKey') ?? '', services)
  if (!app || !isOf(app, addressed)) return problemPage(404, 'This store has no app of this key.')
  if (!app.registered.appUrl)
    return problemPage(404, 'This app has no URL: give one with `clientele token create --app-url`.')
  const lang = query.get('lang') ?? null
  if (lang !== null && !LANGUAGE.test(lang)) return problemPage(400, 'lang must be a language such as en.')
  const parameters = {
    appkey: app.appKey,
    handle: app.store.handle,
    lang,
    timestamp: String(services.clock().getTime()),
  }
  return {
    status: 302,
    headers: {
      Location: signedUrl(app.registered.appUrl, parameters, app.appSecret),
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    },
    body: '',
  }
}
