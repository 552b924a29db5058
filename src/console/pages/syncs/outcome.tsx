/** What a run did, in one line, by stream, and why something was rejected. */
import type { Reconciliation } from '../../../server/admin/syncs/present.ts'
import { TableFrame } from '../../ui/table-frame.tsx'
import { count } from '../../ui/values.tsx'

const FIGURES = ['read', 'created', 'updated', 'unchanged', 'rejected', 'deleted'] as const

export const lineOf = (whole: Reconciliation): string =>
  `${count(whole.total ?? whole.read)} there, ${count(whole.read)} read: ${count(whole.created)} created, ${count(whole.updated)} updated, ${count(whole.unchanged)} unchanged, ${count(whole.rejected)} rejected; ${count(whole.deleted)} deleted; ${count(whole.requests)} requests${whole.retries > 0 ? `, ${count(whole.retries)} of them again` : ''}`

export const Streams = ({ whole, name }: { whole: Reconciliation; name: string }) => (
  <details className="sync-streams">
    <summary>By stream</summary>
    <TableFrame label={`Streams of ${name}`}>
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col" className="number">
            There
          </th>
          {FIGURES.map((figure) => (
            <th key={figure} scope="col" className="number">
              {figure[0]?.toUpperCase() + figure.slice(1)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {whole.streams.map((stream) => (
          <tr key={stream.name}>
            <td>{stream.name.replaceAll('_', ' ')}</td>
            <td className="number">{stream.total === null ? 'not told' : count(stream.total)}</td>
            {FIGURES.map((figure) => (
              <td key={figure} className="number">
                {count(stream[figure])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  </details>
)

export const Reasons = ({ reasons }: Pick<Reconciliation, 'reasons'>) =>
  reasons.length > 0 && (
    <ul className="sync-reasons">
      {reasons.map(({ reason, count: many }) => (
        <li key={reason}>
          <strong>{count(many)} rejected:</strong> {reason}
        </li>
      ))}
    </ul>
  )
