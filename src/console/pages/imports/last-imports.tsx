import type { ImportShown } from '../../../server/admin/imports/present.ts'
import { ICONS } from '../../shell/icons.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { count, Time } from '../../ui/values.tsx'
import { formatName } from './formats.ts'

interface Props {
  imports: readonly ImportShown[]
  onRejects(one: ImportShown): void
  onForget(one: ImportShown): void
}

const TONES: Readonly<Record<string, Tone>> = { done: 'good', failed: 'bad', stopped: 'warn' }
const FIGURES = ['read', 'created', 'updated', 'unchanged'] as const

export const LastImports = ({ imports, onRejects, onForget }: Props) => (
  <TableFrame label="Last imports">
    <thead>
      <tr>
        <th scope="col">File</th>
        <th scope="col">Outcome</th>
        <th scope="col" className="number">
          Rejected
        </th>
        {FIGURES.map((name) => (
          <th key={name} scope="col" className="number">
            {name[0]?.toUpperCase() + name.slice(1)}
          </th>
        ))}
        <th scope="col">
          <span className="hidden">Actions</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {imports.map((one) => (
        <tr key={one.id}>
          <td>
            {one.name}
            <div className="soft small">
              {formatName(one.format)}, <Time at={one.ended_at} />, {took(one.seconds)}
            </div>
          </td>
          <td className="import-outcome">
            <Badge tone={TONES[one.state] ?? 'plain'}>{one.state}</Badge>
            {one.error && <div className="refused small">{one.error}</div>}
            {one.state === 'stopped' && <div className="soft small">Import the file again to finish it.</div>}
          </td>
          <td className="number">
            {one.has_rejects ? (
              <Button
                onPress={() => onRejects(one)}
                aria-label={`${count(one.rejected)} rejected of ${one.name}`}
              >
                {count(one.rejected)}
              </Button>
            ) : (
              count(one.rejected)
            )}
          </td>
          {FIGURES.map((name) => (
            <td key={name} className="number">
              {count(one[name])}
            </td>
          ))}
          <td>
            <Button kind="quiet" aria-label={`Forget ${one.name}`} onPress={() => onForget(one)}>
              {ICONS.close}
            </Button>
          </td>
        </tr>
      ))}
    </tbody>
  </TableFrame>
)

/** `in 3.2 s` */
const took = (seconds: number): string =>
  `in ${seconds.toLocaleString('en', { maximumFractionDigits: seconds < 10 ? 1 : 0 })} s`
