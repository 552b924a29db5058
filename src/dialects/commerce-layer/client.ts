/** Reads customers from any server that speaks Commerce Layer. */
import type { DialectClient } from '../client.ts'
import { streams } from './sync/streams.ts'

const PLAIN = { 'Content-Type': 'application/json', Accept: 'application/json' }

interface Page {
  data: { id: string }[]
  links: { next?: string }
}

export const client: DialectClient = {
  credential: {
    client_id: { about: 'the application’s client id' },
    client_secret: { about: 'its secret', secret: true },
  },
  keepsUpdatedAt: true,
  streams,
  async authorize({ client_id, client_secret }, send) {
    const { body } = await send({
      method: 'POST',
      url: '/oauth/token',
      headers: PLAIN,
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    const { access_token } = JSON.parse(body) as { access_token: string }
    return { Authorization: `Bearer ${access_token}`, Accept: 'application/vnd.api+json' }
  },
  firstPage: ({ pageSize = 25 }) => `/api/customers?page[number]=1&page[size]=${pageSize}`,
  nextPage: (_url, { body }) =>
    (JSON.parse(body) as Page).links.next?.replace(/^https?:\/\/[^/]+/, '') ?? null,
  customerIds: ({ body }) => (JSON.parse(body) as Page).data.map((customer) => customer.id),
}
