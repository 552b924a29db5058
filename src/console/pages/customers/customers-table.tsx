/** The rows: a link each, moved through with the arrow keys, chosen with their boxes. On a phone they are cards. */
import { Link } from '@tanstack/react-router'
import { type RowSelectionState, useTable } from '@tanstack/react-table'
import { type KeyboardEvent, type ReactNode, type Ref, useMemo } from 'react'
import type { CustomerItem } from '../../../server/admin/customers/present.ts'
import { Checkbox } from '../../ui/choices.tsx'
import { FEATURES, NUMBERS, SORTS, TABLE_COLUMNS } from './columns.tsx'
import { COLUMNS, type ColumnName } from './view.ts'
import '../../ui/table.css'
import './customers-table.css'

interface Props {
  slug: string
  customers: readonly CustomerItem[]
  columns: readonly string[]
  sort: string
  onSort(sort: string): void
  selection: RowSelectionState
  onSelect(selection: RowSelectionState): void
  /** What is shown is of the view before. */
  isStale: boolean
  frame: Ref<HTMLElement>
}

export function CustomersTable(props: Props) {
  const { slug, customers, columns, sort, onSort, selection, onSelect, isStale, frame } = props
  const columnVisibility = useMemo(
    () =>
      Object.fromEntries(
        Object.keys(COLUMNS).map((name) => [name, name === 'name' || columns.includes(name)]),
      ),
    [columns],
  )
  const table = useTable({
    features: FEATURES,
    columns: TABLE_COLUMNS,
    data: customers,
    getRowId: ({ id }) => id,
    state: { rowSelection: selection, columnVisibility },
    onRowSelectionChange: (change) => onSelect(typeof change === 'function' ? change(selection) : change),
  })
  return (
    <section
      ref={frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, which the keyboard must be able to do
      tabIndex={0}
      aria-label="Customers"
      aria-busy={isStale}
      className="table-frame customers-frame"
    >
      {/* biome-ignore-start lint/a11y/noRedundantRoles: the cards of a narrow page take the elements' own roles away */}
      <table className="table customers-table" role="table">
        <thead role="rowgroup">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} role="row">
              <th scope="col" role="columnheader" className="chooser">
                <Checkbox
                  aria-label="Select all on this page"
                  isSelected={table.getIsAllRowsSelected()}
                  isIndeterminate={table.getIsSomeRowsSelected()}
                  onChange={(value) => table.toggleAllRowsSelected(value)}
                />
              </th>
              {group.headers.map((header) => (
                <Head key={header.id} name={header.column.id as ColumnName} sort={sort} onSort={onSort}>
                  <table.FlexRender header={header} />
                </Head>
              ))}
            </tr>
          ))}
        </thead>
        <tbody role="rowgroup" onKeyDown={moveFocus}>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} role="row" data-selected={row.getIsSelected() || undefined}>
              <td role="cell" className="chooser">
                <Checkbox
                  aria-label={`Select ${row.original.name ?? row.original.email ?? 'customer'}`}
                  isSelected={row.getIsSelected()}
                  onChange={(value) => row.toggleSelected(value)}
                />
              </td>
              {row.getVisibleCells().map((cell) => {
                const name = cell.column.id as ColumnName
                return name === 'name' ? (
                  <th key={cell.id} scope="row" role="rowheader" className="column-name">
                    <Link to="/o/$slug/customers/$id" params={{ slug, id: row.id }} className="row-link">
                      <table.FlexRender cell={cell} />
                    </Link>
                  </th>
                ) : (
                  <td
                    key={cell.id}
                    role="cell"
                    className={`column-${name}${NUMBERS.has(name) ? ' number' : ''}`}
                    data-label={COLUMNS[name]}
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above */}
    </section>
  )
}

interface HeadProps {
  name: ColumnName
  sort: string
  onSort(sort: string): void
  children: ReactNode
}

// The cards of a narrow page take the elements' own roles away.
function Head({ name, sort, onSort, children }: HeadProps) {
  const own = SORTS[name]
  const className = NUMBERS.has(name) ? 'number' : ''
  if (!own)
    return (
      // biome-ignore lint/a11y/noRedundantRoles: as above
      <th scope="col" role="columnheader" className={className}>
        {children}
      </th>
    )
  const direction = sort === own.by ? 'ascending' : sort === `-${own.by}` ? 'descending' : undefined
  const other = direction === undefined ? own.descendingFirst : direction === 'ascending'
  return (
    // biome-ignore lint/a11y/noRedundantRoles: as above
    <th scope="col" role="columnheader" className={className} aria-sort={direction ?? 'none'}>
      <button type="button" className="sorter" onClick={() => onSort(other ? `-${own.by}` : own.by)}>
        {children}
        <span aria-hidden="true" className="arrow">
          {direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}
        </span>
      </button>
    </th>
  )
}

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
}

/** From row to row, where a row's link has the focus. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.row-link')]
  const at = links.indexOf(event.target as HTMLElement)
  const step = STEPS[event.key]
  if (at < 0 || !step) return
  event.preventDefault()
  links[step(at, links.length - 1)]?.focus()
}
