/** Easycart's webhooks: to one address of the store, or to a product's own (section 5 of its specification). */
import { createHmac } from 'node:crypto'
import { ALPHANUMERIC, randomText } from '../../../lib/random-text.ts'
import type { Webhooks } from '../../dialect.ts'
import { webhookBody } from './body.ts'
import { firedEvents } from './topics.ts'

const SECOND = 1000
/** A non-2xx answer is retried; how often and when is not documented [assumed]: five attempts, each wait four times the last. */
const RETRY_DELAYS = [10, 40, 160, 640].map((seconds) => seconds * SECOND)

export const webhooks: Webhooks = {
  topics: firedEvents,
  async request(delivery, services) {
    const body = rewritable(JSON.stringify(await webhookBody(delivery, services)))
    // "If a signing key exists" (Help: Generate webhook signing key): lower-case hex over exactly these bytes.
    const signed = delivery.secret === null ? {} : { 'X-Webhook-Signature': signature(body, delivery.secret) }
    return { headers: { 'Content-Type': 'application/json', ...signed }, body }
  },
  succeeded: (status) => status >= 200 && status < 300,
  timeoutMs: 10 * SECOND,
  retryDelaysMs: RETRY_DELAYS,
  breakerFailures: null,
  storeWide: { mintKey: (random) => randomText(40, ALPHANUMERIC, random) },
}

/** PHP escapes these two line ends even where it leaves other characters as they are, and JavaScript does not. */
const rewritable = (json: string): string => json.replace(/[\u2028\u2029]/g, '\\n')

const signature = (body: string, key: string): string => createHmac('sha256', key).update(body).digest('hex')
