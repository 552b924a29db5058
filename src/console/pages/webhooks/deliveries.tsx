import type { DeliveryShown, WebhookShown } from '../../../server/admin/webhooks/present.ts'
import { Badge, Dialect, dialectTitle, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { count, Time } from '../../ui/values.tsx'
import { type DeliveryFilter, useDeliveries } from './api.ts'

interface Props {
  slug: string
  webhooks: readonly WebhookShown[]
  filter: DeliveryFilter
  onFilter(filter: DeliveryFilter): void
  onOpen(id: number): void
}

export const STATES: Readonly<Record<DeliveryShown['state'], readonly [Tone, string]>> = {
  pending: ['warn', 'waiting'],
  delivered: ['good', 'delivered'],
  dead: ['bad', 'given up'],
}
const ANY = 'any'

/** What is or was under way, without any word of what it says. */
export function Deliveries({ slug, webhooks, filter, onFilter, onOpen }: Props) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDeliveries(
    slug,
    filter,
  )
  const all = data?.pages.flatMap(({ deliveries }) => deliveries) ?? []
  const isFiltered = filter.state !== null || filter.webhook !== null
  return (
    <div className="stack">
      <div className="delivery-filter">
        <Select
          label="State"
          value={filter.state ?? ANY}
          onChange={(state) => onFilter({ ...filter, state: state === ANY ? null : state })}
        >
          <Option id={ANY}>Any</Option>
          {Object.entries(STATES).map(([id, [, text]]) => (
            <Option key={id} id={id}>
              {text[0]?.toUpperCase() + text.slice(1)}
            </Option>
          ))}
        </Select>
        <Select
          label="Webhook"
          value={filter.webhook ?? ANY}
          onChange={(webhook) => onFilter({ ...filter, webhook: webhook === ANY ? null : webhook })}
        >
          <Option id={ANY}>Any</Option>
          {webhooks.map((one) => (
            <Option key={`${one.dialect}:${one.id}`} id={`${one.dialect}:${one.id}`}>
              {`${dialectTitle(one.dialect)} ${one.topic === '*' ? 'everything' : one.topic}, ${one.url}`}
            </Option>
          ))}
        </Select>
      </div>
      {isPending && <Loading />}
      {error && <Failure error={error} retry={refetch} />}
      {data && !error && all.length === 0 && (
        <Empty>
          <p>
            {isFiltered
              ? 'Nothing like that was sent.'
              : 'Nothing was sent yet. Whatever changes here is told to the webhooks that listen for it.'}
          </p>
        </Empty>
      )}
      {all.length > 0 && <Table deliveries={all} onOpen={onOpen} />}
      {hasNextPage && (
        <div>
          <Button onPress={() => fetchNextPage()} isDisabled={isFetchingNextPage}>
            Show older ones
          </Button>
        </div>
      )}
    </div>
  )
}

const Table = ({ deliveries, onOpen }: Pick<Props, 'onOpen'> & { deliveries: readonly DeliveryShown[] }) => (
  <TableFrame label="Deliveries">
    <thead>
      <tr>
        <th scope="col">Delivery</th>
        <th scope="col">State</th>
        <th scope="col">Topic</th>
        <th scope="col">Record</th>
        <th scope="col" className="number">
          Attempts
        </th>
        <th scope="col">Made</th>
        <th scope="col">Next attempt</th>
      </tr>
    </thead>
    <tbody>
      {deliveries.map((one) => (
        <tr key={one.id}>
          <td>
            <Button kind="quiet" aria-label={`Open delivery ${one.id}`} onPress={() => onOpen(one.id)}>
              {one.id}
            </Button>
          </td>
          <td>
            <Badge tone={STATES[one.state][0]}>{STATES[one.state][1]}</Badge>
          </td>
          <td>
            {one.topic} <Dialect name={one.dialect} />
          </td>
          <td>
            {one.record_type} <span className="mono soft">{one.record_id}</span>
          </td>
          <td className="number">{count(one.attempts)}</td>
          <td>
            <Time at={one.created_at} />
          </td>
          <td>
            <Time at={one.next_attempt_at} />
          </td>
        </tr>
      ))}
    </tbody>
  </TableFrame>
)
