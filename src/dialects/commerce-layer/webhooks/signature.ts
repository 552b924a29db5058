/** How callbacks are signed (docs: core/callbacks-security). */
import { createHmac } from 'node:crypto'

/** HMAC-SHA256 of the body as sent, under the webhook's shared secret, in base64. */
export const signature = (body: string, sharedSecret: string): string =>
  createHmac('sha256', sharedSecret).update(body).digest('base64')
