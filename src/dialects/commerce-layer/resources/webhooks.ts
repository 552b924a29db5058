/** Webhooks (docs: core-api-reference/webhooks; types of SDK 7.12.1, `_regenerate_shared_secret` of its schema file). */
import type { Webhook } from '../../../core/schema.ts'
import { COMMON, computed, resource, stored, type Value } from '../describe-resource.ts'
import { LAST_CALLBACKS, OWN_ONES } from '../history/event-links.ts'
import type { Load } from '../resource.ts'
import {
  disable,
  enable,
  newWebhook,
  regenerateSharedSecret,
  resetCircuit,
  webhookProblems,
} from '../writing/webhook-writing.ts'

/** "Optional, default is 'Webhook {id}'". */
const name: Value<Webhook> = stored<Webhook>(
  'name',
  (kept: string | null, { shortId }) => kept ?? `Webhook ${shortId}`,
)

/** Kept encrypted, shown to whoever may see the webhook. */
const sharedSecret = computed<Webhook>((_webhook, { related }) => related as string | null)

const openSecrets: Load =
  async (_read, _records, { services }) =>
  (webhook) =>
    typeof webhook.sealedSecret === 'string' ? services.secrets.open(webhook.sealedSecret) : null

const TOPIC = /^[a-z_]+\.[a-z_]+$/

export const webhooks = resource('webhooks', 'webhook', {
  attributes: {
    name: ['string create update filter', name, { unique: true }],
    // Any topic may be asked for; those of what Clientele does not keep never fire.
    topic: ['string create update required filter', stored('topic'), { format: TOPIC }],
    callback_url: ['string create update required', stored('callbackUrl')],
    include_resources: ['array create update'],
    _disable: ['boolean create update', disable],
    _enable: ['boolean create update', enable],
    disabled_at: ['datetime sort filter', stored('disabledAt')],
    circuit_state: ['string sort filter', stored('circuitState')],
    circuit_failure_count: ['integer sort filter', stored('failureCount')],
    _reset_circuit: ['boolean update staff', resetCircuit],
    shared_secret: ['string', sharedSecret],
    _regenerate_shared_secret: ['boolean update staff', regenerateSharedSecret],
    ...COMMON,
  },
  relationships: {
    last_event_callbacks: ['many event_callbacks', LAST_CALLBACKS],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
  only: OWN_ONES,
  load: openSecrets,
  writing: { initial: newWebhook, check: webhookProblems },
})
