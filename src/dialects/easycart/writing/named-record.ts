/** The record that a path names, and changing it. */
import type { Actor, Writer } from '../../../core/ports.ts'
import type { RecordOf, RecordType } from '../../../core/schema.ts'
import { isUuid } from '../../../lib/uuid.ts'
import type { EasycartCall } from '../call.ts'
import { EasycartRefusal, invalidId, notFound } from '../errors.ts'

/** Types that this platform names by their UUID, and how it calls them in its errors [assumed but for four]. */
const THINGS = {
  product: 'Product',
  productVariant: 'Product variant',
  productAccess: 'Product access',
  promotionCode: 'Promotion code',
  payment: 'Transaction',
  subscription: 'Subscription',
} as const satisfies Partial<Record<RecordType, string>>
export type Named = keyof typeof THINGS

/** Who writes: kept with every event. */
export const actorOf = ({ caller: { credential } }: EasycartCall): Actor => ({
  application: { id: credential.id, kind: credential.kind },
})

/**
 * Runs `work` on the record that `:id` names, locked and as it then is. An id that is no UUID is refused (400), and
 * one that names nothing in this store is not found (404), both before the body is looked at [assumed].
 */
export async function changeNamed<T extends Named, A>(
  call: EasycartCall,
  type: T,
  work: (record: RecordOf<T>, writer: Writer) => Promise<A>,
): Promise<A> {
  const { params, services, store } = call
  const { id = '' } = params
  const thing = THINGS[type]
  if (!isUuid(id)) throw new EasycartRefusal(invalidId(thing))
  const missing = () => new EasycartRefusal(notFound(thing, id))
  const found = await services.records.find(store.key, type, 'uuidId', id.toLowerCase())
  if (!found) throw missing()
  return services.records.write(store.key, actorOf(call), async (writer) => {
    const key = found.key as number
    await writer.lock(type, key)
    const record = await writer.find(store.key, type, 'key', key)
    if (!record) throw missing()
    return work(record, writer)
  })
}
