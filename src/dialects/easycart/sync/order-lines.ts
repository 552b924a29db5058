/**
 * An order's lines with the ids of what was sold. A line shows names only, so the ids are found: by the access or the
 * subscription that the line gave, by the lists of each product's orders, and last by the names of what is sold.
 * What is found nowhere is left out: what is known of it here stays.
 */
import type { PrimaryProducts } from './primary-products.ts'
import type { Catalogue, RunMemory } from './run-memory.ts'
import type { Plan } from './subscriptions.ts'
import type { Line, Order } from './wire.ts'

export interface Sold {
  accesses: RunMemory['accesses']
  plans: readonly Plan[]
  catalogue: Catalogue
  primary: PrimaryProducts
}
interface Ids {
  productUuid?: string
  variantUuid?: string
}

/** Whatever a line gave of one kind, by id. */
export const givenBy = ({ access }: Line, type: 'product' | 'subscription'): string[] =>
  access.filter((one) => one.type === type).map(({ id }) => id)

export function readLines(order: Order, sold: Sold): { lines: Record<string, unknown>[]; idsOf: Ids[] } {
  const { line_items: lines } = order
  const primary = lines.find((line) => !line.is_order_bump) ?? lines[0]
  const idsOf = lines.map((line) => soldBy(line, line === primary, order, sold))
  return {
    idsOf,
    lines: lines.map((line, index) => ({
      ...idsOf[index],
      productName: line.product_name,
      variantName: line.variant_name,
      quantity: line.quantity,
      unitAmount: line.amount,
      amount: line.amount_total,
      isBump: line.is_order_bump,
    })),
  }
}

function soldBy(line: Line, isPrimary: boolean, order: Order, sold: Sold): Ids {
  const [plan] = sold.plans.filter(({ subscription }) =>
    givenBy(line, 'subscription').includes(subscription.id),
  )
  const [access] = givenBy(line, 'product').flatMap((id) => sold.accesses.get(id)?.access ?? [])
  const product =
    access?.product_id ??
    plan?.subscription.product?.id ??
    (isPrimary && isListed(order, sold.primary)
      ? sold.primary.of.get(order.id)
      : soleNamed(
          [...sold.catalogue].map(([id, { name }]) => ({ id, name })),
          line.product_name,
        ))
  if (product === undefined) return {}
  const variants = sold.catalogue.get(product)?.variants ?? []
  const variant =
    plan?.subscription.variant?.id ??
    soleNamed(variants, line.variant_name) ??
    // The only variant of a product need not be named.
    (line.variant_name === null && variants.length === 1 ? variants[0]?.id : undefined)
  return { productUuid: product, ...(variant ? { variantUuid: variant } : {}) }
}

/** Whether the order was there when the products' orders were listed. */
const isListed = ({ created_at }: Order, { until }: PrimaryProducts): boolean =>
  until !== null && created_at <= until

function soleNamed(items: readonly { id: string; name: string | null }[], name: string | null) {
  const found = items.filter((item) => item.name === name)
  return found.length === 1 ? found[0]?.id : undefined
}

/** The variant of which all lines are that gave the access, by the access's id. */
export function variantsGiven(order: Order, idsOf: readonly Ids[]): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>()
  for (const [index, line] of order.line_items.entries())
    for (const id of givenBy(line, 'product')) {
      const variant = idsOf[index]?.variantUuid
      found.set(id, found.has(id) && found.get(id) !== variant ? undefined : variant)
    }
  return found
}
