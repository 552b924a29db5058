import type { AttemptShown } from '../../../server/admin/webhooks/present.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { tell } from '../../ui/toast.tsx'
import { count, Time } from '../../ui/values.tsx'
import { useDelivery } from './api.ts'
import { STATES } from './deliveries.tsx'

interface Props {
  slug: string
  /** Null: none is open. */
  id: string | null
  onClose(): void
}

/** One delivery with each of its attempts: what was sent, and what was answered. */
export function Delivery({ slug, id, onClose }: Props) {
  const { data, error, refetch } = useDelivery(slug, id)
  const retry = useChange(
    ['webhooks', slug],
    (which: string) => api(path`/organizations/${slug}/deliveries/${which}/retry`, { method: 'POST' }),
    { onSuccess: () => tell('It is sent again') },
  )
  return (
    <Dialog title={`Delivery ${id}`} isOpen={id !== null} onClose={onClose} side>
      {error && <Failure error={error} retry={refetch} />}
      {!data && !error && <Loading />}
      {data && (
        <div className="stack">
          <div className="row spread">
            <div className="row">
              <Badge tone={STATES[data.delivery.state][0]}>{STATES[data.delivery.state][1]}</Badge>
              <span>{data.delivery.topic}</span>
              {data.delivery.next_attempt_at && (
                <span className="soft">
                  next attempt <Time at={data.delivery.next_attempt_at} />
                </span>
              )}
            </div>
            <Button kind="primary" onPress={() => id !== null && retry.mutate(id)}>
              {data.delivery.state === 'pending' ? 'Send now' : 'Send again'}
            </Button>
          </div>
          <p className="soft small">
            Bodies are your own customers’ data as it went to {data.delivery.url}. They are shown here only.
          </p>
          {data.attempts.length === 0 && <p>No attempt was made yet.</p>}
          {data.attempts.map((attempt) => (
            <Attempt key={attempt.id} attempt={attempt} />
          ))}
        </div>
      )}
    </Dialog>
  )
}

function Attempt({ attempt }: { attempt: AttemptShown }) {
  const isGood = attempt.status?.startsWith('2') ?? false
  const body = attempt.request_body
  return (
    <section className="card attempt" aria-label={`Attempt of ${attempt.at}`}>
      <div className="row spread">
        <div className="row">
          <Badge tone={isGood ? 'good' : 'bad'}>{attempt.status ?? 'no answer'}</Badge>
          <span>{attempt.message}</span>
        </div>
        <span className="soft">
          <Time at={attempt.at} />, {count(attempt.milliseconds)} ms
        </span>
      </div>
      <dl className="facts">
        <dt>Address</dt>
        <dd>
          <code>{attempt.url}</code>
        </dd>
        {Object.entries(attempt.request_headers ?? {}).map(([name, value]) => (
          <div key={name} className="attempt-header">
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>What was sent</summary>
        {body === null ? (
          <p className="soft">
            Nothing: the request could not be made, or the person it told of has been erased.
          </p>
        ) : (
          <>
            <CopyButton text={body} label="Copy the body" quiet />
            <Text text={pretty(body)} />
          </>
        )}
      </details>
      <details>
        <summary>What was answered</summary>
        <Text text={attempt.response_body || 'nothing'} />
      </details>
    </section>
  )
}

const Text = ({ text }: { text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <pre className="attempt-body" tabIndex={0}>
    {text}
  </pre>
)

/** JSON over several lines; anything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
