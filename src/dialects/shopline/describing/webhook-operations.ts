/** What the routes of webhooks are for, take and answer. */
import { named } from '../../../lib/json-schema.ts'
import * as bodies from './bodies.ts'
import { both, count, type Description, done, invalid, list, missing, wrapped } from './parts.ts'

const oneWebhook = wrapped('webhook', named('Webhook'))
export const WEBHOOKS: Readonly<Record<string, Description>> = {
  'GET /webhooks.json': {
    id: 'getWebhooks',
    tag: 'Webhooks',
    summary: 'Get the app’s webhooks',
    answer: list('webhooks', 'Webhook'),
  },
  'GET /webhooks/count.json': {
    id: 'countWebhooks',
    tag: 'Webhooks',
    summary: 'Count the app’s webhooks',
    answer: count,
  },
  'POST /webhooks.json': {
    id: 'createWebhook',
    tag: 'Webhooks',
    summary: 'Subscribe to a topic',
    body: bodies.newWebhook,
    answer: oneWebhook,
    refuses: invalid,
  },
  'GET /:id/webhooks.json': {
    id: 'getWebhook',
    tag: 'Webhooks',
    summary: 'Get a webhook',
    answer: oneWebhook,
    refuses: missing,
  },
  'PUT /:id/webhooks.json': {
    id: 'updateWebhook',
    tag: 'Webhooks',
    summary: 'Change a webhook’s address',
    body: bodies.webhookChanges,
    answer: oneWebhook,
    refuses: both,
  },
  'DELETE /:id/webhooks.json': {
    id: 'deleteWebhook',
    tag: 'Webhooks',
    summary: 'Delete a webhook',
    answer: done,
    refuses: missing,
  },
}
