/** What the endpoints of the store, of webhooks and of signing in show (sections 2.2, 8 and 10.2). */
import {
  closed,
  exactly,
  integer,
  listOf,
  oneOf,
  orNull,
  type Schema,
  text,
} from '../../../lib/json-schema.ts'
import { CHANNELS, PLATFORMS } from '../social-login.ts'
import type { presentWebhook } from '../webhooks/subscription.ts'
import { TOPICS } from '../webhooks/topics.ts'
import { CURRENCY, TIME } from './customer-schemas.ts'

export const shop = closed({
  id: integer,
  merchant_id: text,
  name: text,
  domain: text,
  currency: CURRENCY,
  iana_timezone: text,
  language: text,
  email: orNull(text),
  customer_email: orNull(text),
  location_country_code: orNull(text),
  biz_store_status: exactly(2),
  created_at: TIME,
  updated_at: TIME,
  standard_logo: orNull(text),
  sales_channels: listOf(closed({ channel_handle: text })),
})

export const webhook = closed({
  id: integer,
  address: text,
  topic: oneOf(...TOPICS),
  api_version: text,
  created_at: TIME,
  updated_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentWebhook>, Schema>)

export const socialLogin = closed({
  login_channel: oneOf(...CHANNELS),
  login_platform_type: oneOf(...PLATFORMS),
  third_app_id: orNull(text),
  third_key: orNull(text),
  third_rsa_key: orNull(text),
})

const envelope = (code: Schema, i18nCode: Schema, message: Schema, data: Schema): Schema =>
  closed({ code, i18nCode, message, data, traceId: text })

/** The status is 200 whatever happened: `code` tells. */
export const tokenEnvelope: Schema = {
  anyOf: [
    envelope(
      exactly(200),
      exactly('SUCCESS'),
      { type: 'null' },
      closed({
        accessToken: text,
        expireTime: { type: 'string', format: 'date-time' },
        scope: { ...text, description: 'Joined by commas.' },
      }),
    ),
    envelope({ type: 'integer', enum: [400, 500] }, text, text, { type: 'null' }),
  ],
}
