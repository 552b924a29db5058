/** Plans a shop and its customers over the two years before `now`. Pure: the seed and `now` decide every value. */
import { createSeededRandom, type SeededRandom } from '../../lib/seeded-random.ts'
import { GROUPS, QUERY_GROUPS, TAGS } from './data/words.ts'
import { planLongTail, planMarkets } from './long-tail.ts'
import { type Buyer, fateOf, planOrder } from './orders.ts'
import { makeAddress, makePerson, type Person } from './people.ts'
import { DAY, type DemoPlan, earliest, later, MINUTE, type Plan, type Planned, type Product } from './plan.ts'
import { fullAddress, makeFullProfile, makeProfile, type Role, roleOf } from './profiles.ts'
import { planProducts, planPromotionCodes } from './selling.ts'
import { courseOf, planSubscription } from './subscriptions.ts'

export interface DemoSettings {
  seed: number
  customers: number
  now: Date
}

const SPAN = 730 * DAY
/** The currency of a customer beside the country's own: some buy abroad. */
const ABROAD = 0.15
const CURRENCIES = ['EUR', 'PLN', 'USD', 'GBP', 'JPY'] as const

interface Shop {
  plan: Plan
  products: readonly Product[]
  tags: readonly Planned<'tag'>[]
  groups: readonly Planned<'group'>[]
  now: Date
  start: Date
  counts: { orders: number; subscriptions: number }
}

export function generateDemo({ seed, customers, now }: DemoSettings): DemoPlan {
  const random = createSeededRandom(seed)
  const records: Planned[] = []
  const plan: Plan = (type, at, record, { keys = {}, uuids = {} } = {}) => {
    const hasTimes = type !== 'orderLine' && type !== 'customerTag' && type !== 'link'
    const times = hasTimes ? { createdAt: at, updatedAt: at } : {}
    const planned = { type, at, record: { ...times, ...record }, keys, uuids }
    records.push(planned as unknown as Planned)
    return planned
  }
  const start = later(now, -SPAN)
  const shop = openShop(plan, start, now, random.fork('shop'))
  planMarkets(plan, start)
  for (let index = 0; index < customers; index++) planCustomer(shop, index, random.fork(`customer ${index}`))
  planGuests(shop, random.fork('guests'))
  numberOrders(records)
  return {
    records,
    withdrawn: shop.products
      .filter(({ item }) => item.withdrawn)
      .map(({ planned }) => planned as unknown as Planned),
  }
}

function openShop(plan: Plan, start: Date, now: Date, random: SeededRandom): Shop {
  const products = planProducts(plan, start, random.fork('products'))
  planPromotionCodes(plan, products, start, now, random.fork('promotion codes'))
  for (const group of QUERY_GROUPS) plan('group', start, group)
  return {
    plan,
    now,
    start,
    products,
    tags: TAGS.map((name) => plan('tag', start, { name })),
    groups: GROUPS.map((group) => plan('group', start, group)),
    counts: { orders: 0, subscriptions: 0 },
  }
}

function planCustomer(shop: Shop, index: number, random: SeededRandom): void {
  const { plan, now, start } = shop
  const role = roleOf(index, random)
  const person = makePerson(random, index + 1)
  // More of them lately than at first; the first few have a history long enough to show something.
  const share = index < 30 ? random.next() * 0.4 : Math.sqrt(random.next())
  const created = earliest(later(start, Math.floor(share * SPAN)), later(now, -MINUTE))
  const profile =
    role === 'full'
      ? makeFullProfile(person, created, now)
      : makeProfile(person, role, index, created, now, random)
  const group = role === 'full' || random.chance(0.4) ? random.pick(shop.groups) : null
  const customer = plan('customer', created, profile, group ? { keys: { groupKey: group } } : {})
  planBelongings(shop, customer, person, role, random)
  planLongTail(plan, customer, person, role, random.fork('long tail'))
  const currency =
    CURRENCIES[index] ?? (random.chance(ABROAD) ? random.pick(CURRENCIES) : person.place.currency)
  planBooks(
    shop,
    { customer, email: profile.email ?? null, currency, appetite: appetite(random) },
    role,
    random,
  )
}

function planBelongings(
  { plan, tags }: Shop,
  customer: Planned<'customer'>,
  person: Person,
  role: Role,
  random: SeededRandom,
): void {
  const { at } = customer
  const own = { keys: { customerKey: customer } }
  if (role === 'full') {
    plan('address', at, fullAddress(true), own)
    plan('address', at, { ...makeAddress(person, random, false), firstName: 'Zofia', lastName: 'Żółć' }, own)
  } else if (role !== 'erased') {
    const count = random.weighted({ '0': 15, '1': 65, '2': 15, '3': 5 })
    for (let place = 0; place < Number(count); place++)
      plan('address', at, makeAddress(person, random, place === 0), own)
  }
  for (const tag of tags)
    if (role === 'full' || (role !== 'erased' && random.chance(0.08)))
      plan('customerTag', at, {}, { keys: { customerKey: customer, tagKey: tag } })
}

/** Most take one of a thing; a few take many (the long tail of big spenders). */
const appetite = (random: SeededRandom): number => Math.min(25, Math.ceil(0.8 / random.next() ** 0.9))

/** A fifth never orders; of the others most do once or twice, a few dozens of times. */
const ordersOf = (random: SeededRandom): number =>
  random.chance(0.2) ? 0 : Math.min(40, Math.floor(1 / random.next() ** 0.75))

function planBooks(shop: Shop, buyer: Buyer, role: Role, random: SeededRandom): void {
  const { plan, now, products, counts } = shop
  const from = buyer.customer.at
  const count = role === 'full' ? 6 : ordersOf(random)
  for (let number = 0; number < count; number++) {
    // The first order soon after the account, the others anywhere since.
    const since =
      number === 0 ? random.integer(1, 240) * MINUTE : random.next() * (now.getTime() - from.getTime())
    const abroad = role === 'full' && number === 1
    const fate = fateOf(counts.orders++, random)
    const at = earliest(later(from, Math.floor(since)), now)
    planOrder(plan, abroad ? { ...buyer, currency: 'JPY' } : buyer, fate, at, now, products, random)
  }
  if (role !== 'full' && !random.chance(0.16) && counts.subscriptions >= 12) return
  const started = earliest(later(from, random.integer(1, 60) * DAY), later(now, -MINUTE))
  planSubscription(plan, buyer, courseOf(counts.subscriptions++, random), started, now, products, random)
}

/** Opened checkouts that belong to nobody yet. */
function planGuests({ plan, now, products }: Shop, random: SeededRandom): void {
  for (let number = 0; number < 5; number++) {
    const at = later(now, -random.integer(1, 20) * DAY)
    const { item } = random.pick(products.filter((product) => product.item.status === 'published'))
    const [amount = 0] = Object.values(item.prices)
    plan('order', at, { status: 'created', currency: item.currency, amount, quantity: 1 })
  }
}

/** Numbers as a shop gives them: in the order of time, to what was placed. */
function numberOrders(records: readonly Planned[]): void {
  const placed = records.filter(
    (planned): planned is Planned<'order'> =>
      planned.type === 'order' && (planned as Planned<'order'>).record.status !== 'created',
  )
  placed.sort((a, b) => a.at.getTime() - b.at.getTime())
  placed.forEach(({ record, at }, index) => {
    record.number = `#${1001 + index}`
    if (index % 4 === 0) {
      record.reference = `WEB-${at.getUTCFullYear()}-${String(index + 1).padStart(6, '0')}`
      record.referenceOrigin = 'webshop'
    }
  })
}
