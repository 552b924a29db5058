import { Type } from 'typebox'
import type { MonthOfMoney } from '../../../core/overview.ts'
import { ok, param, route } from '../route.ts'

const MONTHS_OF_MONEY = Type.Array(
  Type.Object({
    /** `2026-05`, in the organization's time zone. */
    month: Type.String(),
    currency: Type.String(),
    count: Type.Integer(),
    /** Minor units. */
    amount: Type.Integer(),
  }),
)
const OVERVIEW = Type.Object({
  /** When it was reckoned. */
  at: Type.String({ format: 'date-time' }),
  currency: Type.String(),
  time_zone: Type.String(),
  totals: Type.Record(Type.String(), Type.Integer()),
  customers: Type.Array(Type.Object({ month: Type.String(), count: Type.Integer() })),
  orders: MONTHS_OF_MONEY,
  refunds: MONTHS_OF_MONEY,
  lifetime_values: Type.Array(
    Type.Object({
      currency: Type.String(),
      customers: Type.Integer(),
      amount: Type.Integer(),
      steps: Type.Array(Type.Object({ from: Type.Integer(), customers: Type.Integer() })),
    }),
  ),
  currencies: Type.Array(Type.Object({ currency: Type.String(), customers: Type.Integer() })),
  countries: Type.Array(
    Type.Object({ country: Type.Union([Type.String(), Type.Null()]), customers: Type.Integer() }),
  ),
})
export type OverviewShown = Type.Static<typeof OVERVIEW>

export const getOverview = route({
  method: 'GET',
  path: '/organizations/:slug/overview',
  about:
    'What the data adds up to: customers, orders and refunds by month, lifetime values, currencies, countries',
  answers: OVERVIEW,
  async answer(asked, { organizations }) {
    const slug = param(asked, 'slug')
    const [{ currency, timeZone }, overview] = await Promise.all([
      organizations.get(slug),
      organizations.overview(slug),
    ])
    return ok({
      at: overview.at.toISOString(),
      currency,
      time_zone: timeZone,
      totals: overview.totals,
      customers: overview.customers,
      orders: money(overview.orders),
      refunds: money(overview.refunds),
      lifetime_values: overview.lifetimeValues,
      currencies: overview.currencies,
      countries: overview.countries,
    } satisfies OverviewShown)
  },
})

const money = (months: readonly MonthOfMoney[]) => months.map((month) => ({ ...month }))
