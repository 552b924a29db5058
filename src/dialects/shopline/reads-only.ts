/** Look-ups that are POSTs: the scope that the route asks for says so. */
import { createRouter } from '../../lib/route.ts'
import type { ShoplineRoute } from './call.ts'
import { routes } from './routes.ts'

const find = createRouter<ShoplineRoute>(routes)

export const readsOnly = (method: string, path: string): boolean =>
  find(method, path.replace(/^\/admin\/openapi\/[^/]+/, '')).match?.route.scope.startsWith('read_') ?? false
