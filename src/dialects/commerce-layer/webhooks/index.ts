/**
 * Commerce Layer's webhooks, from docs.commercelayer.io: core/real-time-webhooks (topics, 5 seconds, 2xx, "tries to fire
 * it again up to 10 times", "after 30 consecutive failures … the webhook has to be reset") and
 * core/callbacks-security (the signature).
 */
import type { Webhooks } from '../../dialect.ts'
import { webhookBody } from './body.ts'
import { signature } from './signature.ts'
import { firedTopics } from './topics.ts'

/**
 * The one secret that a webhook tells: whoever listens mails it to the customer (section 5.9). A callback's `payload`
 * does not show what its receiver was told in confidence.
 */
const SECRET = 'reset_password_token'

const RETRIES = 10
const SECOND = 1000
/** The docs give no waits [assumed]: 15 seconds, doubled each time; the last attempt comes after 4¼ hours. */
const retryDelay = (retry: number): number => 15 * SECOND * 2 ** retry

export const webhooks: Webhooks = {
  topics: firedTopics,
  async request(delivery, services) {
    const document = await webhookBody(delivery, services)
    const body = JSON.stringify(document)
    return {
      headers: {
        // Plain JSON: the vendor's own examples read it with a parser that takes no other type [assumed].
        'Content-Type': 'application/json',
        'X-CommerceLayer-Topic': delivery.notice.topic,
        'X-CommerceLayer-Signature': signature(body, delivery.secret ?? ''),
      },
      body,
      kept: JSON.stringify(document, (name, value) => (name === SECRET ? null : value)),
    }
  },
  succeeded: (status) => status >= 200 && status < 300,
  timeoutMs: 5 * SECOND,
  retryDelaysMs: Array.from({ length: RETRIES }, (_, retry) => retryDelay(retry)),
  breakerFailures: 30,
}
