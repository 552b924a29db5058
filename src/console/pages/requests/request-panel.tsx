/** One request with its answer, at the side. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MessageShown, RequestDetail } from '../../../server/admin/traffic/present.ts'
import { api, path } from '../../api/client.ts'
import { Dialect } from '../../ui/badge.tsx'
import { Switch } from '../../ui/choices.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { count, Time } from '../../ui/values.tsx'
import { curlOf } from './curl.ts'
import { ReplayButton, ReplayResult } from './replay.tsx'
import { duration, Status } from './request-table.tsx'

interface Props {
  slug: string
  id: string | null
  onOpen(id: string | null): void
}

export const RequestPanel = ({ slug, id, onOpen }: Props) => (
  <Dialog title="Request" isOpen={id !== null} onClose={() => onOpen(null)} side>
    {id !== null && <Detail key={id} slug={slug} id={id} />}
  </Dialog>
)

function Detail({ slug, id }: { slug: string; id: string }) {
  const [isUnmasked, setUnmasked] = useState(false)
  const [tab, setTab] = useState('response')
  const [repeated, setRepeated] = useState<string | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['request', slug, id, isUnmasked],
    queryFn: ({ signal }) =>
      api<RequestDetail>(path`/organizations/${slug}/requests/${id}`, {
        query: { unmasked: isUnmasked || undefined },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    // Personal data that was asked for does not stay.
    gcTime: 0,
    placeholderData: (before) => before,
  })
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading />
  return (
    <div className="stack request-detail">
      <p className="request-line">
        <b>{data.method}</b> {data.path}
        {data.query && <span className="soft">?{data.query}</span>}
      </p>
      <div className="row">
        <Dialect name={data.dialect} />
        <Status {...data} />
        <span>{duration(data.milliseconds)}</span>
        <span className="soft">
          <Time at={data.at} />
        </span>
      </div>
      <dl className="facts">
        <dt>Credential</dt>
        <dd>{data.credential ?? (data.fault ? 'not looked at' : 'no valid one')}</dd>
        {data.trace_id && (
          <>
            <dt>Trace id</dt>
            <dd className="mono">{data.trace_id}</dd>
          </>
        )}
        {data.fault && (
          <>
            <dt>Fault</dt>
            <dd>{data.fault}</dd>
          </>
        )}
        {data.replay_of && (
          <>
            <dt>Replay of</dt>
            <dd>{data.replay_of}</dd>
          </>
        )}
      </dl>
      <div className="row request-actions">
        <CopyButton text={curlOf(data)} label="Copy as curl" />
        <ReplayButton slug={slug} detail={data} onDone={setRepeated} />
        <Switch isSelected={isUnmasked} onChange={setUnmasked}>
          Show personal data
        </Switch>
      </div>
      <p className="soft">
        Tokens and secrets are not kept: the copied line has <code>$TOKEN</code> in their place
        {data.masked ? ', and ••• for personal data unless it is shown.' : '.'}
      </p>
      {repeated !== null && <ReplayResult id={repeated} isUnmasked={isUnmasked} />}
      <Tabs
        label="Request and response"
        selected={tab}
        onSelect={setTab}
        tabs={{
          response: { name: 'Response', content: <Message message={data.response} /> },
          request: { name: 'Request', content: <Message message={data.request} /> },
        }}
      />
    </div>
  )
}

const Message = ({ message }: { message: MessageShown }) => {
  const body = pretty(message.body)
  return (
    <div className="stack">
      <dl className="headers mono">
        {Object.entries(message.headers).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {message.body === '' ? (
        <p className="soft">No body</p>
      ) : (
        <>
          <div className="row request-body-head">
            <span className="soft">
              {count(message.body_bytes)} bytes{message.body_is_cut && ', of which the first 64 KB are kept'}
            </span>
            <CopyButton text={message.body} label="Copy the body" quiet />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard */}
          <pre className="request-body" tabIndex={0}>
            {body}
          </pre>
        </>
      )}
    </div>
  )
}

/** JSON on lines of its own, numbers as they were written; anything else as it is. */
export function pretty(text: string): string {
  if (!/^\s*[{[]/.test(text)) return text
  let depth = 0
  let shown = ''
  const line = () => `\n${'  '.repeat(Math.max(0, depth))}`
  for (const [token] of text.matchAll(
    /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|[{[]\s*[}\]]|[{}[\],:]|[^\s"{}[\],:]+/g,
  )) {
    if (token === '{' || token === '[') {
      depth += 1
      shown += token + line()
    } else if (token === '}' || token === ']') {
      depth -= 1
      shown += line() + token
    } else if (token === ',') shown += `,${line()}`
    else shown += token === ':' ? ': ' : token
  }
  return shown
}
