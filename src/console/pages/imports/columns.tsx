/** What each column of the file goes into. */
import type { ImportColumns } from '../../../server/admin/imports/routes.ts'
import { Option, Select } from '../../ui/select.tsx'

interface Props {
  columns: ImportColumns['columns']
  fields: readonly string[]
  onChange(column: string, field: string): void
}

const LEFT_OUT = '-'
const KEPT = 'metadata.'

const title = (field: string): string =>
  `${field.charAt(0).toUpperCase()}${field.slice(1).replaceAll('_', ' ')}`

export const Columns = ({ columns, fields, onChange }: Props) => (
  <fieldset className="import-columns">
    <legend>What each column goes into</legend>
    <div>
      {columns.map(({ column, field }) => (
        <Select
          key={column}
          label={column}
          value={field === null ? LEFT_OUT : field.startsWith(KEPT) ? KEPT : field}
          onChange={(chosen) =>
            onChange(column, chosen === LEFT_OUT ? '' : chosen === KEPT ? `${KEPT}${column}` : chosen)
          }
        >
          <Option id={KEPT}>Kept as metadata</Option>
          <Option id={LEFT_OUT}>Left out</Option>
          {fields.map((one) => (
            <Option key={one} id={one}>
              {title(one)}
            </Option>
          ))}
        </Select>
      ))}
    </div>
  </fieldset>
)
