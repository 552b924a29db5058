/** A subscription: what an app wants to hear of, and where (section 10.2). */
import { all, type Condition, where } from '../../../core/query.ts'
import type { JsonObject, Webhook } from '../../../core/schema.ts'
import { unprocessable } from '../errors.ts'
import { readText, text } from '../input/read-input.ts'
import { platformExtra, withOwn } from '../platform-extra.ts'
import { type OffsetAt, presentTime } from '../time.ts'
import { TOPICS, type Topic } from './topics.ts'

export const appOf = (webhook: Webhook): string => platformExtra(webhook, 'app') ?? ''
export const apiVersionOf = (webhook: Webhook): string => platformExtra(webhook, 'api_version') ?? ''

/** What the platform alone keeps with it. */
export const keptMembers = (app: string, version: string): JsonObject =>
  withOwn({}, { app, api_version: version })

/** An app sees its own, as long as they are not ended. */
export const ownedBy = (app: string): Condition =>
  all(where('webhook').eq('dialect', 'shopline'), where('webhook').isNull('disabledAt'), {
    op: 'eq',
    field: { json: 'extras', path: ['shopline', 'app'], as: 'text' },
    value: app,
  })

/** The id is a number here, as on no other record. */
export const presentWebhook = (webhook: Webhook, offsetAt: OffsetAt) => ({
  id: Number(webhook.numberId),
  address: webhook.callbackUrl,
  topic: webhook.topic,
  api_version: apiVersionOf(webhook),
  created_at: presentTime(webhook.createdAt, offsetAt),
  updated_at: presentTime(webhook.updatedAt, offsetAt),
})

const readAtMost255 = text(255)

/** Throws 400 for what is no text, 422 for what cannot be called. */
export function readAddress({ address }: JsonObject): string {
  const url = readAtMost255(address ?? '', 'address') as string | null
  if (url === null) throw unprocessable('address', 'is required')
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol))
    throw unprocessable('address', 'must be an HTTP or HTTPS URL')
  return url
}

export function readTopic({ topic }: JsonObject): Topic {
  const asked = readText(topic ?? '', 'topic')
  const known = TOPICS.find((one) => one === asked)
  if (!known) throw unprocessable('topic', asked === '' ? 'is required' : 'no such topic')
  return known
}

const FIRST_VERSION = 'v20240601'

/** Which version's payloads it gets: there is one payload, so that any later one is good [assumed]. */
export function readVersion({ api_version: version }: JsonObject): string {
  const asked = readText(version ?? '', 'api_version')
  if (asked === '') throw unprocessable('api_version', 'is required')
  if (!/^v\d{8}$/.test(asked) || asked < FIRST_VERSION)
    throw unprocessable('api_version', `must be ${FIRST_VERSION} or later`)
  return asked
}
