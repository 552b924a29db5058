/** A product's own webhook address, which takes the store's place for what is about that product (Update Product). */
import type { Writer } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { Product } from '../../../core/schema.ts'

const webhooks = where('webhook')

/** Null goes back to the store's address. Signed with the store's key, where it has one. */
export async function setProductWebhook(
  writer: Writer,
  organization: number,
  product: Pick<Product, 'uuidId'>,
  url: string | null,
  now: Date,
): Promise<void> {
  const known = await writer.list(organization, {
    type: 'webhook',
    where: all(webhooks.eq('dialect', 'easycart'), {
      op: 'any',
      of: [webhooks.eq('audience', product.uuidId), webhooks.isNull('audience')],
    }),
    sort: [{ field: 'key' }],
    limit: 100,
  })
  const own = known.find(({ audience }) => audience !== null)
  const sealedSecret = known.find(({ audience }) => audience === null)?.sealedSecret ?? null
  if (url === null) {
    if (own) await writer.update('webhook', own.key, { disabledAt: now })
  } else if (own)
    await writer.update('webhook', own.key, { callbackUrl: url, sealedSecret, disabledAt: null })
  else
    await writer.create('webhook', [
      { dialect: 'easycart', topic: '*', audience: product.uuidId, callbackUrl: url, sealedSecret },
    ])
}
