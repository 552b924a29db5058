import type { RequestShown } from '../../../server/admin/traffic/present.ts'
import { Badge, Dialect, type Tone } from '../../ui/badge.tsx'
import '../../ui/table.css'

interface Props {
  requests: readonly RequestShown[]
  open: string | null
  onOpen(id: string): void
  nameOf(credential: string): string
}

const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})

const TONES: Readonly<Record<string, Tone>> = { 2: 'good', 3: 'info', 4: 'warn', 5: 'bad' }

export const Status = ({ status, arrives }: Pick<RequestShown, 'status' | 'arrives'>) =>
  arrives === 'all' ? (
    <Badge tone={TONES[String(status)[0] ?? ''] ?? 'plain'}>{status}</Badge>
  ) : (
    <Badge tone="bad">cut off</Badge>
  )

export const duration = (milliseconds: number): string =>
  milliseconds >= 1000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Number(milliseconds.toPrecision(2))} ms`

export const RequestTable = ({ requests, open, onOpen, nameOf }: Props) => (
  <div className="table-frame">
    <table className="table request-table">
      <caption className="hidden">Requests, newest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Platform</th>
          <th scope="col">Request</th>
          <th scope="col">Status</th>
          <th scope="col" className="number">
            Took
          </th>
          <th scope="col">Credential, trace id</th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => (
          <tr key={request.id} data-open={request.id === open || undefined}>
            <td className="when">
              <time dateTime={request.at} title={request.at}>
                {clock.format(new Date(request.at))}
              </time>
            </td>
            <td>
              <Dialect name={request.dialect} />
            </td>
            <td className="what">
              <button type="button" onClick={() => onOpen(request.id)}>
                <b>{request.method}</b> <span>{request.path}</span>
                {request.query && <small className="soft">?{request.query}</small>}
              </button>
            </td>
            <td className="marks">
              <Status {...request} />
              {request.fault && <Badge tone="info">{request.fault}</Badge>}
              {request.replay_of && <Badge>replay</Badge>}
            </td>
            <td className="number took">{duration(request.milliseconds)}</td>
            <td className="who">
              <Caller request={request} nameOf={nameOf} />
              {request.trace_id && <small className="soft mono">{request.trace_id}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

function Caller({ request, nameOf }: { request: RequestShown } & Pick<Props, 'nameOf'>) {
  const { credential, fault, status } = request
  if (credential !== null) return nameOf(credential)
  if (fault !== null)
    return (
      <span className="soft" title="A fault answered before anybody looked at the credential">
        not looked at
      </span>
    )
  // Whoever asks for a token has none yet.
  return status < 400 ? (
    <span className="soft">none yet</span>
  ) : (
    <Badge tone="warn">no valid credential</Badge>
  )
}
