import type { TimelineEntry } from '../../../server/admin/customer/timeline.ts'
import { Badge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/states.tsx'
import { money, Time } from '../../ui/values.tsx'
import { useTimeline, useWhich } from './api.ts'
import { Paged } from './paged.tsx'
import { toneOf, word } from './words.ts'
import './timeline.css'

const TITLES: Readonly<Record<TimelineEntry['kind'], string>> = {
  order: 'Order',
  order_canceled: 'Canceled order',
  payment: 'Payment',
  refund: 'Refund',
  subscription_started: 'Subscription started',
  subscription_canceled: 'Subscription canceled',
}

export function TimelineList() {
  const timeline = useTimeline(useWhich())
  const entries = timeline.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <Paged label="Time line" query={timeline}>
      {entries.length === 0 ? (
        <Empty>
          <p>No orders, payments or subscriptions yet. They appear here as soon as there are any.</p>
        </Empty>
      ) : (
        <ol className="timeline">
          {entries.map((entry) => (
            <li key={`${entry.kind} ${entry.id}`} className={`moment ${entry.kind}`}>
              <Entry entry={entry} />
            </li>
          ))}
        </ol>
      )}
    </Paged>
  )
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { kind, at, order, status, payment_status: paid, amount, currency, items, provider } = entry
  const isOrder = kind === 'order' || kind === 'order_canceled'
  const title =
    kind === 'payment' && entry.is_renewal
      ? 'Renewal payment'
      : isOrder && order
        ? `${TITLES[kind]} ${order}`
        : TITLES[kind]
  const small = [
    ...items,
    !isOrder && order ? `for order ${order}` : '',
    provider && provider !== 'unknown' ? `by ${word(provider)}` : '',
  ].filter(Boolean)
  return (
    <>
      <div className="timeline-line">
        <span className="timeline-what">
          <strong>{title}</strong>
          {kind === 'order' && status && <Badge tone={toneOf(status)}>{word(status)}</Badge>}
          {kind === 'order' && paid && paid !== status && paid !== 'paid' && (
            <Badge tone={toneOf(paid)}>{word(paid)}</Badge>
          )}
          {kind === 'refund' && status === 'submitted' && <Badge tone="warn">Not confirmed yet</Badge>}
        </span>
        {amount !== null && currency && (
          <span className="timeline-amount">
            {kind === 'refund' ? '−' : ''}
            {money(amount, currency)}
          </span>
        )}
      </div>
      <div className="timeline-line small soft">
        <span>{small.join(' · ')}</span>
        <span className="timeline-amount">
          <Time at={at} />
        </span>
      </div>
    </>
  )
}
