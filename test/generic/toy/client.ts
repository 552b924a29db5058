import type { DialectClient, SyncItem, SyncStream } from '../../../src/dialects/client.ts'

interface Told {
  person: string
  mail: string | null
  note: string | null
}

const people: SyncStream = {
  name: 'people',
  type: 'customer',
  incremental: true,
  async *pages({ get, from, since }) {
    for (let after = from; ; ) {
      const asked = new URLSearchParams({
        ...(after === null ? {} : { after: String(after) }),
        ...(since ? { since: since.toISOString() } : {}),
      })
      const page = JSON.parse((await get(`/toy/people?${asked}`)).body)
      yield { items: page.told.map(itemOf), next: page.after, total: page.count }
      if (page.after === null) return
      after = page.after
    }
  },
  exists: async (get, id) => (await get(`/toy/people/${id}`)).status !== 404,
}

const itemOf = ({ person, mail, note }: Told): SyncItem => ({
  type: 'customer',
  remoteId: person,
  drafts: [{ type: 'customer', values: { uuidId: person, email: mail, note }, links: {} }],
  shown: { person, mail, note },
})

export const client: DialectClient = {
  credential: { key: { about: 'the key', secret: true } },
  keepsUpdatedAt: false,
  streams: [people],
  authorize: async ({ key = '' }) => ({ 'X-Key': key }),
  firstPage: () => '/toy/people',
  nextPage(_url, { body }) {
    const { after } = JSON.parse(body)
    return after === null ? null : `/toy/people?after=${after}`
  },
  customerIds: ({ body }) => JSON.parse(body).people,
}
