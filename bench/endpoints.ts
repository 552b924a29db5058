/** The list of each platform, and how a client is let in. */
import type { BenchServer } from './clientele-process.ts'

export interface Endpoint {
  name: string
  dialect: string
  path: string
  headers(server: BenchServer): Promise<Record<string, string>>
}

const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` })

export const ENDPOINTS: readonly Endpoint[] = [
  {
    name: 'Commerce Layer customers',
    dialect: 'commerce-layer',
    path: '/api/customers?page[size]=25',
    headers: async (server) => ({
      ...bearer(await exchange(server)),
      accept: 'application/vnd.api+json',
    }),
  },
  {
    name: 'SHOPLINE v2/customers.json',
    dialect: 'shopline',
    path: '/admin/openapi/v20260301/v2/customers.json?limit=50',
    headers: async ({ credentials }) => bearer(credentials.shopline?.access_token),
  },
  {
    name: 'Easycart /customers',
    dialect: 'easycart',
    path: '/api/v1/customers?currency=eur',
    headers: async ({ credentials }) => bearer(credentials.easycart?.token),
  },
]

/** The access token for an application's id and secret; undefined where the server does not give one. */
async function exchange({ origin, credentials }: BenchServer): Promise<string | undefined> {
  const { client_id, client_secret } = credentials['commerce-layer'] ?? {}
  const response = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
  })
  const answer = (await response.json()) as { access_token?: string }
  return answer.access_token
}
