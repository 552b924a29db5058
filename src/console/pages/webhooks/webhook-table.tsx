import type { WebhookShown } from '../../../server/admin/webhooks/present.ts'
import { Badge, Dialect } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { count, Time } from '../../ui/values.tsx'

interface Props {
  webhooks: readonly WebhookShown[]
  onReset(webhook: WebhookShown): void
  onDeliveries(webhook: WebhookShown): void
}

export const WebhookTable = ({ webhooks, onReset, onDeliveries }: Props) =>
  webhooks.length === 0 ? (
    <Empty>
      <p>
        Nobody is told of what happens here. Clients make webhooks through the APIs of Commerce Layer and
        SHOPLINE; Easycart’s one address is set with the button above.
      </p>
    </Empty>
  ) : (
    <TableFrame label="Webhooks">
      <thead>
        <tr>
          <th scope="col">Platform</th>
          <th scope="col">Topic</th>
          <th scope="col">Address</th>
          <th scope="col">State</th>
          <th scope="col">Made</th>
          <th scope="col">
            <span className="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {webhooks.map((webhook) => (
          <tr key={`${webhook.dialect}:${webhook.id}`}>
            <td>
              <Dialect name={webhook.dialect} />
            </td>
            <td>
              {webhook.topic === '*' ? 'everything' : webhook.topic}
              {webhook.audience && <div className="soft small">of product {webhook.audience}</div>}
              {webhook.name && <div className="soft small">{webhook.name}</div>}
            </td>
            <td className="webhook-address">
              <code>{webhook.url}</code>
              <div className="soft small">{webhook.signed ? 'signed' : 'not signed'}</div>
            </td>
            <td>
              <State {...webhook} />
            </td>
            <td>
              <Time at={webhook.created_at} />
            </td>
            <td>
              <div className="row webhook-actions">
                {webhook.state === 'circuit-open' && <Button onPress={() => onReset(webhook)}>Reset</Button>}
                <Button kind="quiet" onPress={() => onDeliveries(webhook)}>
                  Deliveries
                </Button>
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )

function State({ state, failures, breaker_failures: breaker }: WebhookShown) {
  const row = `${count(failures)} ${failures === 1 ? 'failure' : 'failures'} in a row`
  if (state === 'off') return <Badge>off</Badge>
  if (state === 'circuit-open')
    return (
      <>
        <Badge tone="bad">circuit open</Badge>
        <div className="soft small">{row}: not called until it is reset</div>
      </>
    )
  return (
    <>
      <Badge tone="good">active</Badge>
      {failures > 0 && <div className="soft small">{breaker ? `${row}; ${breaker} open it` : row}</div>}
    </>
  )
}
