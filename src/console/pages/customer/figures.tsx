import type { CustomerShown, TotalShown } from '../../../server/admin/customer/shapes.ts'
import { count, money, Time } from '../../ui/values.tsx'

const COLUMNS: readonly { name: string; of(total: TotalShown): string }[] = [
  { name: 'Orders', of: ({ orders }) => count(orders) },
  { name: 'Spent', of: ({ spent, currency }) => money(spent, currency) },
  { name: 'Paid', of: ({ paid, currency }) => money(paid, currency) },
  { name: 'Refunded', of: ({ refunded, currency }) => money(refunded, currency) },
]

/** What the books say, by currency: amounts of two currencies are never added up. */
export function Figures({ customer }: { customer: CustomerShown }) {
  if (customer.totals.length === 0) return null
  return (
    <section className="stack" aria-label="Figures">
      {customer.totals.map((total) => (
        <dl key={total.currency} className="card figures">
          {COLUMNS.map(({ name, of }) => (
            <div key={name}>
              <dt>
                {name}
                {customer.totals.length > 1 && name === 'Orders' ? ` in ${total.currency}` : ''}
              </dt>
              <dd>{of(total)}</dd>
            </div>
          ))}
          <div>
            <dt>First order</dt>
            <dd className="figures-time">
              <Time at={total.first_order_at} />
            </dd>
          </div>
          <div>
            <dt>Last order</dt>
            <dd className="figures-time">
              <Time at={total.last_order_at} />
            </dd>
          </div>
        </dl>
      ))}
    </section>
  )
}
