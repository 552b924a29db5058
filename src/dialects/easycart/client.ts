/** Reads from any server that speaks Easycart. */
import type { DialectClient } from '../client.ts'
import { streams } from './sync/streams.ts'

interface Page {
  items: { id: string }[]
  pagination: { current_page: number; total_pages: number }
}

export const client: DialectClient = {
  credential: { token: { about: 'the API token', secret: true } },
  keepsUpdatedAt: false,
  meetsOnce: true,
  streams,
  authorize: async ({ token }) => ({ Authorization: `Bearer ${token}` }),
  firstPage: ({ currency }) => `/api/v1/customers?currency=${currency.toLowerCase()}&page=1`,
  nextPage(url, { body }) {
    const { pagination }: Page = JSON.parse(body)
    if (pagination.current_page >= pagination.total_pages) return null
    return url.replace(/page=\d+/, `page=${pagination.current_page + 1}`)
  },
  customerIds: ({ body }) => (JSON.parse(body) as Page).items.map((item) => item.id),
}
