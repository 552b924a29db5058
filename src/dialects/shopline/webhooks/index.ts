/** SHOPLINE's webhooks: what they say and how they are delivered (docs: Webhooks overview; sections 10.3 and 10.4). */
import { createHash, createHmac } from 'node:crypto'
import { NobodyHears, type Services, type WebhookDelivery, type Webhooks } from '../../dialect.ts'
import type { ShoplineSettings } from '../settings.ts'
import { shopDomain } from '../shop-domain.ts'
import { createTimeZones } from '../time.ts'
import { PAYLOADS } from './payload.ts'
import { apiVersionOf, appOf } from './subscription.ts'
import { firedTopics, TOPICS } from './topics.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** "Up to 19 times within 48 hours" (Webhooks overview). */
const RETRY_DELAYS_MS = [
  0,
  ...[5, 10, 30, 45].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 12, 38].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 4, 4, 4, 4, 4, 4].map((hours) => hours * HOUR),
]

export function createWebhooks(settings: ShoplineSettings): Webhooks {
  const offsetsOf = createTimeZones()
  return {
    topics: firedTopics,
    async request(delivery, services) {
      const { organization, webhook, notice, secret } = delivery
      const topic = TOPICS.find((one) => one === notice.topic)
      if (!topic) throw new Error(`No topic is called ${notice.topic}`)
      await holdApp(delivery, services)
      const offsetAt = offsetsOf(organization.timeZone)
      const body = JSON.stringify(await PAYLOADS[topic]({ delivery, services, settings, offsetAt }))
      return {
        headers: {
          'Content-Type': 'application/json',
          'X-Shopline-Topic': topic,
          'X-Shopline-Hmac-Sha256': signature(body, secret ?? '', settings.webhookSignature),
          'X-Shopline-Shop-Domain': shopDomain(organization, services),
          'X-Shopline-Shop-Id': organization.numberId,
          'X-Shopline-Merchant-Id': organization.merchantId,
          'X-Shopline-API-Version': apiVersionOf(webhook),
          'X-Shopline-Webhook-Id': deliveryId(delivery),
        },
        body,
      }
    },
    succeeded: (status) => status === 200,
    timeoutMs: 5 * SECOND,
    retryDelaysMs: RETRY_DELAYS_MS,
    breakerFailures: null,
    endsWhenGivenUp: true,
  }
}

/** [assumed A12] Hexadecimal, as the vendor's code compares it; the sample on its pages looks like base64. */
const signature = (body: string, secret: string, form: ShoplineSettings['webhookSignature']): string =>
  createHmac('sha256', secret).update(body).digest(form)

/** 24 hexadecimal digits, the same each time that it is sent. */
const deliveryId = ({ webhook, notice }: WebhookDelivery): string =>
  createHash('sha256').update(`${webhook.uuidId} ${notice.uuidId}`).digest('hex').slice(0, 24)

/** An app that was taken out of the store hears nothing any more. */
async function holdApp({ webhook }: WebhookDelivery, { credentials }: Services): Promise<void> {
  const app = await credentials.byId(appOf(webhook))
  if (!app || app.revokedAt) throw new NobodyHears('the app is not installed')
}
