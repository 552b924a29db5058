/** SHOPLINE: the customer part of its Admin REST API, as it goes over the wire. */
import { createRouter } from '../../lib/route.ts'
import type { Dialect } from '../dialect.ts'
import { client } from './client.ts'
import { notFound, refuse } from './errors.ts'
import { mintId, mintStoreId } from './ids.ts'
import { routes, type ShoplineRoute } from './routes.ts'
import { createCredential } from './tokens.ts'

const VERSION = 'v20260301'
const find = createRouter<ShoplineRoute>(routes)

export const shopline: Dialect = {
  name: 'shopline',
  title: 'SHOPLINE',
  ids: { form: 'number', mint: mintId },
  mintOrganizationId: mintStoreId,
  owns: (path) => path.startsWith('/admin/openapi/') || path.startsWith('/admin/oauth/'),

  async handle(request, services) {
    const { match } = find(request.method, request.path)
    if (!match) return notFound()
    return match.route.handle({ request, services, params: match.params })
  },

  refuse,
  createCredential,
  client,
  baseUrl: (origin) => `${origin}/admin/openapi/${VERSION}`,
  exampleCurl: (origin, _organization, printed) =>
    `curl -s -H 'Authorization: Bearer ${printed.access_token}' '${origin}/admin/openapi/${VERSION}/v2/customers.json?limit=5'`,
}
