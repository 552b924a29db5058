import type { AccessShown, SubscriptionShown } from '../../../server/admin/customer/subscriptions.ts'
import { Badge } from '../../ui/badge.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { money, Time } from '../../ui/values.tsx'
import { useHeld, useWhich } from './api.ts'
import { toneOf, word } from './words.ts'

export function Subscriptions() {
  const held = useHeld(useWhich())
  if (held.isPending) return <Loading />
  if (held.isError) return <Failure error={held.error} retry={held.refetch} />
  const { subscriptions, product_access: accesses, has_more: hasMore } = held.data
  if (subscriptions.length + accesses.length === 0)
    return (
      <Empty>
        <p>No subscriptions, and nothing that the customer has been given access to.</p>
      </Empty>
    )
  return (
    <div className="stack">
      {subscriptions.length > 0 && <SubscriptionTable subscriptions={subscriptions} />}
      {accesses.length > 0 && <AccessTable accesses={accesses} />}
      {hasMore && <p className="soft">There are more; the newest 500 of each are shown.</p>}
    </div>
  )
}

const productOf = ({ product, variant }: { product: string; variant: string | null }): string =>
  variant ? `${product} (${variant})` : product

/** `month` → `a month`, 3 → `every 3 months`. */
const every = ({ interval, interval_count: many }: SubscriptionShown): string =>
  many === 1 ? `a ${interval}` : `every ${many} ${interval}s`

/** What happens next, or happened. */
function Next({ one }: { one: SubscriptionShown }) {
  const [text, at] = one.canceled_at
    ? (['Canceled', one.canceled_at] as const)
    : one.cancel_at
      ? (['Ends', one.cancel_at] as const)
      : one.status === 'trialing' && one.trial_end
        ? (['Trial ends', one.trial_end] as const)
        : (['Renews', one.period_end] as const)
  return at ? (
    <>
      {text} <Time at={at} />
    </>
  ) : (
    <span className="soft">–</span>
  )
}

const SubscriptionTable = ({ subscriptions }: { subscriptions: readonly SubscriptionShown[] }) => (
  <TableFrame label="Subscriptions">
    <caption className="table-caption">Subscriptions</caption>
    <thead>
      <tr>
        <th scope="col">Product</th>
        <th scope="col">Status</th>
        <th scope="col" className="number">
          Price
        </th>
        <th scope="col">Since</th>
        <th scope="col">Next</th>
      </tr>
    </thead>
    <tbody>
      {subscriptions.map((one) => (
        <tr key={one.id}>
          <td>
            {productOf(one)}
            {one.quantity > 1 && ` × ${one.quantity}`}
          </td>
          <td>
            <Badge tone={toneOf(one.status)}>{word(one.status)}</Badge>
          </td>
          <td className="number">
            {money(one.amount, one.currency)} <span className="soft">{every(one)}</span>
          </td>
          <td>
            <Time at={one.started_at} />
          </td>
          <td>
            <Next one={one} />
          </td>
        </tr>
      ))}
    </tbody>
  </TableFrame>
)

const AccessTable = ({ accesses }: { accesses: readonly AccessShown[] }) => (
  <TableFrame label="Access to products">
    <caption className="table-caption">Access to products</caption>
    <thead>
      <tr>
        <th scope="col">Product</th>
        <th scope="col">Access</th>
        <th scope="col">Since</th>
        <th scope="col">Until</th>
      </tr>
    </thead>
    <tbody>
      {accesses.map((one) => (
        <tr key={one.id}>
          <td>{productOf(one)}</td>
          <td>
            <Badge tone={one.is_active ? 'good' : 'plain'}>{one.is_active ? 'Has it' : 'Ended'}</Badge>
          </td>
          <td>
            <Time at={one.given_at} />
          </td>
          <td>{one.active_until ? <Time at={one.active_until} /> : 'For good'}</td>
        </tr>
      ))}
    </tbody>
  </TableFrame>
)
