/** Whose request it is: of the API the token's store, of a token request that of the app it names. */
import { CoreError } from '../../core/errors.ts'
import type { RequestCaller, Services, WireRequest } from '../dialect.ts'
import { authenticate } from './authenticate.ts'
import { findApp } from './oauth/find-app.ts'

export async function callerOf(request: WireRequest, services: Services): Promise<RequestCaller | null> {
  if (!request.path.startsWith('/admin/openapi/')) {
    const app = await findApp(request.headers.appkey ?? '', services)
    return app && { organization: app.store.key, credential: app.credential.id }
  }
  try {
    const { store, credential } = await authenticate(request, services, null)
    return { organization: store.key, credential: credential.id }
  } catch (error) {
    if (error instanceof CoreError) return null
    throw error
  }
}
