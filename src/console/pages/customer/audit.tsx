import { Empty } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { Time } from '../../ui/values.tsx'
import { useAudit, useWhich } from './api.ts'
import { Paged } from './paged.tsx'

const KINDS: Readonly<Record<string, string>> = {
  read: 'read',
  change: 'changed',
  export: 'exported',
  erase: 'erased',
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
        <TableFrame label="Who read, exported, changed or erased this customer">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">Did what</th>
              <th scope="col">Request</th>
              <th scope="col">Trace</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={`${entry.at} ${entry.who} ${entry.kind} ${entry.action}`}>
                <td>
                  <Time at={entry.at} />
                </td>
                <td>
                  {entry.via} {entry.who}
                  {entry.on_behalf && <span className="soft"> for somebody who signed in</span>}
                </td>
                <td>
                  {KINDS[entry.kind] ?? entry.kind}
                  {entry.requests > 1 && ` (${entry.requests} requests)`}
                </td>
                <td>{entry.action}</td>
                <td className="soft small">{entry.trace_id?.slice(0, 16) ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </Paged>
  )
}
