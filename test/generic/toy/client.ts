import type { DialectClient } from '../../../src/dialects/client.ts'

export const client: DialectClient = {
  credential: { key: { about: 'the key', secret: true } },
  keepsUpdatedAt: false,
  streams: [],
  authorize: async ({ key = '' }) => ({ 'X-Key': key }),
  firstPage: () => '/toy/people',
  nextPage(_url, { body }) {
    const { after } = JSON.parse(body)
    return after === null ? null : `/toy/people?after=${after}`
  },
  customerIds: ({ body }) => JSON.parse(body).people,
}
