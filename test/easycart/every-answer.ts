/** Every GET that Easycart's surface has, asked of a shop: each list with each of its filters, and every record. */
import { ORDER_STATUSES, SUBSCRIPTION_STATUSES } from '../../src/core/ledger.ts'
import { STATISTIC_TYPES } from '../../src/dialects/easycart/statistics/statistic-types.ts'

type Get = (path: string) => Promise<{ status: number; body: string }>
interface Row {
  id: string
  currency?: string
  customer?: Row | null
  variants?: Row[]
}

const INCLUDES = {
  customers: 'orders,subscriptions,products,ltv',
  orders: 'line_items,customer,transactions,invoices',
  transactions: 'order,customer,invoices,refunds',
  subscriptions: 'customer,variant,product,order,renewals,upcoming_invoice',
}
const DATES = ['all', '2025-01-01,2026-05-31']

/** The bodies by path; but for the store's own name and address. */
export async function everyAnswer(get: Get): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  const ask = async <T>(path: string): Promise<T> => {
    const { status, body } = await get(path)
    answers.set(path, status === 200 ? body : `${status} ${body}`)
    return JSON.parse(body) as T
  }
  /** All pages of a list. */
  const list = async (path: string): Promise<Row[]> => {
    const rows: Row[] = []
    for (let page = 1; ; page++) {
      const { items, pagination } = await ask<{ items: Row[]; pagination: { total_pages: number } }>(
        `${path}${path.includes('?') ? '&' : '?'}page=${page}`,
      )
      rows.push(...items)
      if (page >= pagination.total_pages) return rows
    }
  }

  const { currencies }: { currencies: string[] } = JSON.parse((await get('/store')).body)
  answers.set('/store currencies', currencies.join())
  const products = await list('/products')
  const variants: Row[] = []
  for (const { id } of products) variants.push(...((await ask<Row>(`/products/${id}`)).variants ?? []))
  for (const { id } of variants) await ask(`/product-variants/${id}`)
  const codes = [...(await list('/promotion-codes')), ...(await list('/promotion-codes?status=archived'))]
  for (const { id } of codes) await ask(`/promotion-codes/${id}`)
  for (const status of ['active', 'inactive', 'expired']) await list(`/promotion-codes?status=${status}`)

  /** Everybody, and the currencies in whose lists they are. */
  const people = new Map<string, string[]>()
  const meet = (id: string, ...listed: string[]) =>
    people.set(id, [...(people.get(id) ?? currencies.slice(0, 1)), ...listed])
  for (const path of ['orders', 'transactions', 'subscriptions'] as const)
    for (const { id } of await list(`/${path}`)) {
      const { customer } = await ask<Row>(`/${path}/${id}?include=${INCLUDES[path]}`)
      if (customer) meet(customer.id)
    }
  for (const status of ORDER_STATUSES.filter((one) => one !== 'unknown'))
    await list(`/orders?status=${status}`)
  for (const status of ['none', 'partial', 'full']) await list(`/transactions?status=${status}`)
  for (const provider of ['stripe', 'tpay', 'paypo']) await list(`/transactions?provider=${provider}`)
  for (const is of ['true', 'false']) await list(`/transactions?is_subscription_followup=${is}`)
  for (const status of SUBSCRIPTION_STATUSES) await list(`/subscriptions?status=${status}`)
  for (const { id } of variants) await list(`/subscriptions?variant=${id}`)
  for (const { id } of products)
    for (const path of ['/orders', '/subscriptions']) await list(`${path}?product=${id}`)

  for (const currency of currencies) {
    for (const { id } of await list(`/customers?currency=${currency}`)) meet(id, currency)
    for (const { id } of products.filter((product) => product.currency === currency))
      await list(`/customers?currency=${currency}&product=${id}`)
    for (const status of SUBSCRIPTION_STATUSES)
      await list(`/customers?currency=${currency}&subscription_status=${status}`)
    await list(`/customers?currency=${currency}&query=an`)
    await list(`/customers?currency=${currency}&created_from=2026-01-01`)
    for (const type of Object.keys(STATISTIC_TYPES))
      for (const date of DATES) await ask(`/statistics?type=${type}&currency=${currency}&date=${date}`)
  }
  for (const [id, listed] of [...people].sort())
    for (const currency of new Set(listed))
      await ask(`/customers/${id}?currency=${currency}&include=${INCLUDES.customers}`)
  return answers
}
