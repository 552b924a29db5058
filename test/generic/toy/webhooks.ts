/** Webhooks with everything of their own: topics, body, signature, waits, what counts as heard. */
import { createHmac } from 'node:crypto'
import type { Webhooks } from '../../../src/dialects/dialect.ts'

export const webhooks: Webhooks = {
  topics: (changes) =>
    changes
      .filter(({ type, action }) => type === 'customer' && action !== 'destroy')
      .map((change) => ({ topic: `person_${change.action}`, change, about: 'record' })),
  async request({ notice, record, secret }) {
    const body = JSON.stringify({ event: notice.topic, person: record?.uuidId ?? null })
    const signature = createHmac('sha512', secret ?? '')
      .update(body)
      .digest('hex')
    return { headers: { 'X-Toy-Signature': signature, 'X-Toy-Id': notice.uuidId }, body }
  },
  succeeded: (status) => status === 200,
  timeoutMs: 1000,
  retryDelaysMs: [1000, 5000],
  breakerFailures: null,
}
