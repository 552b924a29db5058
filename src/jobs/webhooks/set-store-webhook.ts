/** The one address of an organization that hears of all that a platform tells, where that is how it has webhooks. */
import { EVERY_TOPIC } from '../../core/outbox.ts'
import type { Actor, RecordStore } from '../../core/ports.ts'
import { all, where } from '../../core/query.ts'
import type { Webhook } from '../../core/schema.ts'

const webhooks = where('webhook')

export interface StoreWebhook {
  dialect: string
  /** Null: nobody is told any more. */
  url: string | null
  /** Another signing key, sealed; null: unsigned; undefined: as it is. Products' own addresses sign with it too. */
  sealedSecret?: string | null
  now: Date
  /** Who changes it; default: the command line. */
  by?: Actor
}

/** Products' own addresses do not count: they may be older, and unsigned as long as the store has no key. */
export const hasStoreWebhook = async (
  records: RecordStore,
  organization: number,
  dialect: string,
): Promise<boolean> =>
  (await records.count(
    organization,
    'webhook',
    all(webhooks.eq('dialect', dialect), webhooks.isNull('audience')),
  )) > 0

/** Makes or changes it; null where there is none and none is wanted. What is under way to an old address goes to the new. */
export function setStoreWebhook(
  records: RecordStore,
  organization: number,
  { dialect, url, sealedSecret, now, by = { kind: 'command line' } }: StoreWebhook,
): Promise<Webhook | null> {
  return records.write(organization, by, async (writer) => {
    await writer.exclusive(`webhooks of ${dialect}`)
    const known = await writer.list(organization, {
      type: 'webhook',
      where: all(webhooks.eq('dialect', dialect)),
      sort: [{ field: 'key' }],
      limit: 10_000,
    })
    const secret = sealedSecret === undefined ? {} : { sealedSecret }
    for (const { key, audience } of known) if (audience !== null) await writer.update('webhook', key, secret)
    const own = known.find(({ audience }) => audience === null)
    if (url === null) return own ? writer.update('webhook', own.key, { disabledAt: now }) : null
    if (own) return writer.update('webhook', own.key, { callbackUrl: url, disabledAt: null, ...secret })
    const [made] = await writer.create('webhook', [
      { dialect, topic: EVERY_TOPIC, callbackUrl: url, ...secret },
    ])
    return made ?? null
  })
}
