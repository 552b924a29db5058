/** What an operator does to webhooks, on the command line and in the console alike. */
import type { Secrets } from '../../auth/secrets.ts'
import { CoreError } from '../../core/errors.ts'
import type { Outbox } from '../../core/outbox.ts'
import type { Clock, RandomSource, RecordStore } from '../../core/ports.ts'
import type { WebhookAdmin } from '../../core/webhook-admin.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import { isTarget } from '../outgoing/target.ts'
import { hasStoreWebhook, setStoreWebhook } from './set-store-webhook.ts'

export interface WebhookAdminOptions {
  records: RecordStore
  outbox: Pick<Outbox, 'replay'>
  dialects: readonly Dialect[]
  /** Asked for only where a key is sealed. */
  secrets: () => Promise<Secrets>
  clock: Clock
  random: RandomSource
}

export function createWebhookAdmin(options: WebhookAdminOptions): WebhookAdmin {
  const { records, outbox, clock, random } = options
  return {
    async replay(organization, delivery) {
      if (!(await outbox.replay(organization, delivery, clock())))
        throw new CoreError('record-not-found', {}, `there is no delivery ${delivery}`)
    },
    async resetCircuit(organization, key, actor) {
      await records.write(organization, actor, async (writer) => {
        await writer.lock('webhook', key)
        const found = await writer.find(organization, 'webhook', 'key', key)
        if (!found) throw new CoreError('record-not-found', {}, 'there is no such webhook')
        await writer.update('webhook', key, { circuitState: 'closed', failureCount: 0 })
      })
    },
    async setStoreAddress(organization, { dialect, url, signingKey: asked }, actor) {
      const platform = options.dialects.find(({ name }) => name === dialect)?.webhooks?.storeWide
      if (!platform)
        throw new CoreError('invalid-value', {}, `${dialect} has no address for the whole organization`)
      if (url !== null && !isTarget(url))
        throw new CoreError('invalid-value', {}, `${url} is no address to post to: give an http or https URL`)
      const which = asked ?? ((await hasStoreWebhook(records, organization, dialect)) ? 'keep' : 'new')
      const signingKey = url !== null && which === 'new' ? platform.mintKey(random) : null
      const sealed = signingKey && (await options.secrets()).seal(signingKey)
      const webhook = await setStoreWebhook(records, organization, {
        dialect,
        url,
        ...(which === 'keep' ? {} : { sealedSecret: sealed }),
        now: clock(),
        by: actor,
      })
      return { id: webhook?.shortId ?? null, url, signingKey }
    },
  }
}
