/**
 * What hangs on customers beyond the books: stored cards, newsletters, wish lists, attachments; and the
 * markets the shop sells in. Kinds and members are those of the platform that has them.
 */
import type { SeededRandom } from '../../lib/seeded-random.ts'
import type { Person } from './people.ts'
import type { Plan, Planned } from './plan.ts'
import type { Role } from './profiles.ts'

const MARKETS = [
  { name: 'Europe', code: 'europe' },
  { name: 'Rest of the world', code: 'world' },
]
const NEWSLETTERS = ['studio-news', 'kiln-openings', 'glaze-recipes']

export function planMarkets(plan: Plan, at: Date): void {
  for (const attributes of MARKETS) plan('record', at, { kind: 'markets', attributes })
}

export function planLongTail(
  plan: Plan,
  customer: Planned<'customer'>,
  person: Person,
  role: Role,
  random: SeededRandom,
): void {
  if (role === 'erased') return
  const { at } = customer
  const own = { keys: { customerKey: customer } }
  const has = (share: number) => role === 'full' || random.chance(share)
  if (has(0.3)) {
    const digits = random.integer(1000, 9999)
    plan(
      'paymentSource',
      at,
      {
        name: `Visa ending in ${digits}`,
        customerToken: `cus_demo${digits}${at.getTime() % 100_000}`,
        sourceToken: `pm_demo${digits}${at.getTime() % 100_000}`,
      },
      own,
    )
  }
  for (const reference of NEWSLETTERS)
    if (has(0.12))
      plan('record', at, { kind: 'customer_subscriptions', reference, referenceOrigin: 'newsletter' }, own)
  if (has(0.05)) {
    const name = `Wishes of ${person.firstName}`
    const slug = `wishes-${at.getTime().toString(36)}`
    plan('record', at, { kind: 'sku_lists', attributes: { name, slug, manual: true } }, own)
  }
  if (has(0.02)) {
    const attributes = { name: 'Price agreement', url: 'https://files.example.com/price-agreement.pdf' }
    const attachment = plan('record', at, { kind: 'attachments', attributes })
    plan(
      'link',
      at,
      { name: 'attachable', fromType: 'record', toType: 'customer' },
      { keys: { fromKey: attachment, toKey: customer } },
    )
  }
}
