/** Reads customers from any server that speaks SHOPLINE. */
import type { DialectClient } from '../client.ts'

export const client: DialectClient = {
  credential: { access_token: { about: 'the app’s access token', secret: true } },
  keepsUpdatedAt: true,
  streams: [],
  authorize: async ({ access_token: token }) => ({
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json; charset=utf-8',
  }),
  firstPage: ({ pageSize = 250 }) => `/admin/openapi/v20260301/v2/customers.json?limit=${pageSize}`,
  nextPage: (_url, { headers }) => linkTo(headers, 'next'),
  customerIds: ({ body }) =>
    (JSON.parse(body) as { customers: { id: string }[] }).customers.map((customer) => customer.id),
}

/** The URL, from the root, that the `link` header gives for a direction; null when it gives none. */
export function linkTo(headers: Readonly<Record<string, string>>, rel: 'next' | 'previous'): string | null {
  const link = Object.entries(headers).find(([name]) => name.toLowerCase() === 'link')?.[1] ?? ''
  const found = link.split(',').find((entry) => entry.includes(`rel="${rel}"`))
  const url = found && /<([^>]+)>/.exec(found)?.[1]
  return url ? url.replace(/^https?:\/\/[^/]+/, '') : null
}
