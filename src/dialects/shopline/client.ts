/** Reads customers from any server that speaks SHOPLINE. */
import type { DialectClient } from '../client.ts'
import { ROOT } from './sync/asking.ts'
import { customers } from './sync/customers.ts'
import { groups } from './sync/groups.ts'
import { linkTo } from './sync/link-header.ts'

export const client: DialectClient = {
  credential: { access_token: { about: 'the app’s access token', secret: true } },
  keepsUpdatedAt: true,
  // A customer may have been put into a group, so groups come first.
  streams: [groups, customers],
  authorize: async ({ access_token: token }) => ({
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json; charset=utf-8',
  }),
  firstPage: ({ pageSize = 250 }) => `${ROOT}/v2/customers.json?limit=${pageSize}`,
  nextPage: (_url, { headers }) => linkTo(headers, 'next'),
  customerIds: ({ body }) =>
    (JSON.parse(body) as { customers: { id: string }[] }).customers.map((customer) => customer.id),
}
