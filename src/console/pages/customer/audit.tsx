import { Empty } from '../../ui/states.tsx'
import { Time } from '../../ui/values.tsx'
import { useAudit, useWhich } from './api.ts'
import { Paged } from './paged.tsx'
import './timeline.css'

const KINDS: Readonly<Record<string, string>> = {
  read: 'Read',
  change: 'Changed',
  export: 'Exported',
  erase: 'Erased',
}

/** Who read, exported, changed or erased this customer or what hangs on it; lists name nobody and are not among it. */
export function AuditList() {
  const audit = useAudit(useWhich())
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <Paged label="Who looked" query={audit}>
      {entries.length === 0 ? (
        <Empty>
          <p>Nobody has asked for this customer by name yet. Whoever does from now on appears here.</p>
        </Empty>
      ) : (
        <ol className="history">
          {entries.map((entry) => (
            <li key={`${entry.at} ${entry.who} ${entry.kind} ${entry.action}`} className="deed">
              <p className="timeline-line">
                <strong>
                  {KINDS[entry.kind] ?? entry.kind}
                  {entry.requests > 1 && `, ${entry.requests} requests`}
                </strong>
                <span className="timeline-amount soft small">
                  <Time at={entry.at} />
                </span>
              </p>
              <p className="audit-line small">
                {entry.via} {entry.who}
                {entry.on_behalf && ' for somebody who signed in'}: {entry.action}
              </p>
              {entry.trace_id && <p className="audit-line soft small">Trace {entry.trace_id}</p>}
            </li>
          ))}
        </ol>
      )}
    </Paged>
  )
}
