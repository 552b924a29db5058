/**
 * `_trigger`: "force the firing of an existing event manually … the event will be immediately triggered,
 * regardless of its uniqueness" (docs: core-api-reference/events).
 */
import { all, type Condition } from '../../../core/query.ts'
import type { JsonObject, Notice, RecordType } from '../../../core/schema.ts'
import { takeSnapshot } from '../../../core/snapshot.ts'
import { trigger } from '../describe-resource.ts'
import type { AnyRecord } from '../resource.ts'
import type { WriteContext } from './write-types.ts'

/** More webhooks than anybody has for one topic. */
const LIMIT = 1000

export const triggerEvent = trigger(async (record, _value, context) => {
  const { writer, organization, services } = context
  const notice = record as unknown as Notice
  const webhooks = await writer.list(organization, {
    type: 'webhook',
    where: listening(notice),
    sort: [{ field: 'key' }],
    limit: LIMIT,
  })
  const earlier = await writer.related(organization, 'notice', 'deliveries', [notice.key])
  const byWebhook = new Map(earlier.get(notice.key)?.map((one) => [one.webhookKey, one]))
  const snapshot = await snapshotNow(notice, context)
  const fresh = { state: 'pending', attempts: 0, nextAttemptAt: services.clock(), snapshot }
  for (const { key } of webhooks) {
    const known = byWebhook.get(key)
    // Once more from the first attempt on, with the record as it is now.
    if (known) await writer.update('delivery', known.key, fresh)
  }
  await writer.create(
    'delivery',
    webhooks
      .filter(({ key }) => !byWebhook.has(key))
      .map(({ key }) => ({
        ...fresh,
        webhookKey: key,
        noticeKey: notice.key,
        customerKey: notice.customerKey,
        subjectKey: notice.customerKey ?? notice.recordKey,
      })),
  )
  return record as AnyRecord
})

const listening = ({ dialect, topic }: Notice): Condition =>
  all(
    { op: 'eq', field: 'dialect', value: dialect },
    { op: 'eq', field: 'topic', value: topic },
    { op: 'null', field: 'disabledAt' },
  )

/** Of a record that is gone nothing is left but its ids, which the event keeps. */
async function snapshotNow(notice: Notice, { writer, organization }: WriteContext): Promise<JsonObject> {
  const type = notice.recordType as RecordType
  const record = await writer.find(organization, type, 'key', notice.recordKey)
  return record ? takeSnapshot(type, record) : {}
}
