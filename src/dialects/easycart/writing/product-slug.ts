/** A product's slug: the last part of its page's address, unique in the store. */
import type { Writer } from '../../../core/ports.ts'
import { any, escapeLike, where } from '../../../core/query.ts'
import { fold, withoutAccents } from '../../../lib/fold.ts'
import { EasycartRefusal, invalidData } from '../errors.ts'

const MOST = 10_000
const products = where('product')

/** `Kurs: Żółć & spółka` → `kurs-zolc-spolka`; `product` where no letter or digit is left [assumed]. */
export const slugOf = (name: string): string =>
  withoutAccents(fold(name))
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'product'

/** One that was asked for and is free, or else one made from the name, numbered where others have it. */
export async function freeSlug(
  writer: Writer,
  organization: number,
  { wanted, name, own }: { wanted: string | null; name: string; own?: number },
): Promise<string> {
  // One at a time: two products of one name at once get two slugs.
  await writer.exclusive('products.slug')
  const base = wanted ?? slugOf(name)
  const alike = await writer.list(organization, {
    type: 'product',
    where: any(products.eq('slug', base), products.like('slug', `${escapeLike(base)}-%`)),
    sort: [],
    limit: MOST,
  })
  const taken = new Set(alike.filter(({ key }) => key !== own).map(({ slug }) => slug))
  if (wanted !== null) {
    if (taken.has(wanted))
      throw new EasycartRefusal(invalidData({ slug: ['The slug has already been taken.'] }))
    return wanted
  }
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`
    if (!taken.has(slug)) return slug
  }
}
