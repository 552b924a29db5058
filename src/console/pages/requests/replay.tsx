/** Sends a request again and shows the new answer beside the old one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RequestDetail } from '../../../server/admin/traffic/present.ts'
import type { Replay } from '../../../server/admin/traffic/requests.ts'
import { api, path } from '../../api/client.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Status } from './request-table.tsx'

interface Props {
  slug: string
  detail: RequestDetail
  /** Is told under which id the answer is found. */
  onDone(id: string): void
}

export function ReplayButton({ slug, detail, onDone }: Props) {
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const replay = useMutation({
    mutationFn: (unmasked: boolean) =>
      api<Replay>(path`/organizations/${slug}/requests/${detail.id}/replay`, {
        method: 'POST',
        query: { unmasked: unmasked || undefined },
      }),
    onSuccess: (answer) => {
      setOpen(false)
      queries.setQueryData(['replayed', answer.request.id], answer)
      onDone(answer.request.id)
    },
  })
  const isRead = detail.method === 'GET' || detail.method === 'HEAD'
  if (detail.no_replay !== null)
    return <span className="soft no-replay">Cannot be replayed: {detail.no_replay}.</span>
  return (
    <>
      <Button
        onPress={() => {
          // Not switched off meanwhile: it would lose the focus.
          if (!replay.isPending) isRead ? replay.mutate(!detail.masked) : setOpen(true)
        }}
      >
        Replay
      </Button>
      <Confirm
        title="Send this request again?"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action="Send it again"
        onConfirm={() => replay.mutate(!detail.masked)}
        isPending={replay.isPending}
      >
        <p>
          {detail.method} {detail.path} is carried out once more, as the same credential. What it writes is
          really written: it may make a second record, change one or delete one, and webhooks are sent. An
          idempotency key is replaced by a new one.
        </p>
      </Confirm>
    </>
  )
}

export function ReplayResult({ id, isUnmasked }: { id: string; isUnmasked: boolean }) {
  const { data } = useQuery<Replay>({ queryKey: ['replayed', id], enabled: false, gcTime: 0 })
  if (!data) return null
  const { status, status_before: before, differences, request } = data
  return (
    <section className="card replay-result" aria-label="Replay" role="status">
      <h3>Replayed</h3>
      <div className="row">
        <Status status={before} arrives="all" /> <span aria-hidden="true">→</span>
        <span className="hidden">before, now</span>
        <Status status={status} arrives="all" />
        <span className="soft">
          {differences.length === 0
            ? 'The same body as before.'
            : differences.length === 1
              ? '1 value differs.'
              : `${differences.length} values differ.`}
        </span>
      </div>
      {differences.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
        <section className="table-frame replay-differences" tabIndex={0} aria-label="Differences">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Value</th>
                <th scope="col">Before</th>
                <th scope="col">Now</th>
              </tr>
            </thead>
            <tbody className="mono">
              {differences.map((one) => (
                <tr key={one.path}>
                  <td>{one.path || 'whole body'}</td>
                  <td>{one.before ?? <span className="soft">not there</span>}</td>
                  <td>{one.after ?? <span className="soft">not there</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {request.masked && differences.length > 0 && (
        <p className="soft">
          Personal data is masked; {isUnmasked ? 'replay again' : 'show it and replay again'} to compare it.
        </p>
      )}
    </section>
  )
}
