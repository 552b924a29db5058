/** All customers of an organization: searched, filtered, sorted, tagged and downloaded. The URL is the view. */
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { RowSelectionState } from '@tanstack/react-table'
import { useEffect, useRef, useState } from 'react'
import type { CustomerCount } from '../../../server/admin/customers/count-customers.ts'
import type { CustomersShown } from '../../../server/admin/customers/list-customers.ts'
import type { Search } from '../../router.tsx'
import { PageHead } from '../../shell/shell.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { count } from '../../ui/values.tsx'
import { useCount, useCustomers, useFilterValues } from './api.ts'
import { Chips } from './chips.tsx'
import { ColumnPicker } from './column-picker.tsx'
import { CustomersTable } from './customers-table.tsx'
import { DownloadCsv } from './download-csv.tsx'
import { FiltersPanel } from './filters-panel.tsx'
import { Pager } from './pager.tsx'
import { SearchField } from './search-field.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { SortPicker } from './sort-picker.tsx'
import { TagDialog } from './tag-dialog.tsx'
import { changed, isFiltered, readView } from './view.ts'
import './customers.css'

export function Page() {
  const { slug } = useParams({ from: '/o/$slug/customers' })
  const search: Search = useSearch({ from: '/o/$slug/customers' })
  const navigate = useNavigate({ from: '/o/$slug/customers' })
  const view = readView(search)
  const { filters } = view
  const list = useCustomers(slug, view)
  const values = useFilterValues(slug).data
  const total = useCount(slug, filters).data
  const [isFiltering, setFiltering] = useState(false)
  const [isTagging, setTagging] = useState(false)
  const [selection, setSelection] = useState<RowSelectionState>({})
  const [isAll, setAll] = useState(false)
  const frame = useRef<HTMLElement>(null)
  const turned = useRef(false)

  const go = (change: Search, replace = false) =>
    void navigate({ search: (now: Search) => changed(now, change) as never, replace, resetScroll: false })
  const clear = () => {
    setSelection({})
    setAll(false)
  }
  const shownFilters = JSON.stringify(filters)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen in one view is not meant in another
  useEffect(clear, [shownFilters])
  // Whoever turns the page goes on at its top, with the keyboard too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the rows of the other page are there
  useEffect(() => {
    if (!turned.current || list.isPlaceholderData) return
    turned.current = false
    frame.current?.focus()
    frame.current?.scrollIntoView({ block: 'nearest' })
  }, [list.data, list.isPlaceholderData])

  const selected = Object.keys(selection)
  const all = total && countText(total)
  return (
    <div className="stack customers">
      <PageHead title="Customers">
        <span className="soft" role="status">
          {all !== undefined && `${all} ${total?.exact && total.count === 1 ? 'customer' : 'customers'}`}
        </span>
        <DownloadCsv slug={slug} view={view} />
      </PageHead>
      <div className="customer-tools">
        <SearchField value={filters.search ?? ''} onChange={(text) => go({ search: text }, true)} />
        <Button onPress={() => setFiltering(true)}>Filters</Button>
        <SortPicker view={view} currencies={values?.currencies ?? []} onChange={go} />
        <ColumnPicker
          columns={view.columns}
          onChange={(columns) => go({ columns, ...placeOf(search) }, true)}
        />
      </div>
      <Chips filters={filters} values={values} onChange={go} />
      <SelectionBar
        selected={selected.length}
        isAll={isAll}
        all={total && total.count > selected.length ? all : isAll ? all : undefined}
        onAll={() => setAll(true)}
        onClear={clear}
        onTag={() => setTagging(true)}
      />
      {list.error && !list.data && <Failure error={list.error} retry={list.refetch} />}
      {list.isPending && <Loading what="Looking for customers" />}
      {list.data && list.data.customers.length === 0 && !list.isPlaceholderData && (
        <Nobody slug={slug} isFiltered={isFiltered(filters)} page={list.data} search={search} go={go} />
      )}
      {list.data && list.data.customers.length > 0 && (
        <>
          <CustomersTable
            slug={slug}
            customers={list.data.customers}
            columns={view.columns}
            sort={view.sort}
            onSort={(sort) => go({ sort, ...currencyFor(sort, filters.currency, values?.currencies) })}
            selection={selection}
            onSelect={(next) => {
              setSelection(next)
              setAll(false)
            }}
            isStale={list.isPlaceholderData}
            frame={frame}
          />
          <Pager
            page={list.data}
            isFirst={view.after === undefined && view.before === undefined}
            onGo={(change) => {
              turned.current = true
              go(change)
            }}
          />
        </>
      )}
      <FiltersPanel
        isOpen={isFiltering}
        onClose={() => setFiltering(false)}
        filters={filters}
        values={values}
        onChange={(change) => go(change, true)}
      />
      <TagDialog
        slug={slug}
        isOpen={isTagging}
        onClose={() => setTagging(false)}
        chosen={isAll ? { view: filters } : { ids: selected }}
        many={isAll ? (total?.exact ? total.count : undefined) : selected.length}
        known={values?.tags ?? []}
        onDone={clear}
      />
    </div>
  )
}

/** `1,000+` where counting stopped. */
const countText = ({ count: many, exact }: CustomerCount): string => `${count(many)}${exact ? '' : '+'}`

/** Other columns are no other page. */
const placeOf = ({ after, before }: Search): Search => ({ after, before })

/** Money sorts within a currency. */
const currencyFor = (sort: string, chosen: string | undefined, all: readonly string[] = []): Search =>
  sort.endsWith('spent') && chosen === undefined ? { currency: all[0] } : {}

interface NobodyProps {
  slug: string
  isFiltered: boolean
  page: CustomersShown
  search: Search
  go(change: Search): void
}

function Nobody({ slug, isFiltered, search, go }: NobodyProps) {
  if (search.after !== undefined || search.before !== undefined)
    return (
      <Empty>
        <p>There are no more customers here.</p>
        <Button onPress={() => go({})}>Go to the first page</Button>
      </Empty>
    )
  if (isFiltered)
    return (
      <Empty>
        <p>No customer is like this.</p>
        <Button onPress={() => go(Object.fromEntries(Object.keys(search).map((name) => [name, undefined])))}>
          Show all customers
        </Button>
      </Empty>
    )
  return (
    <Empty>
      <p>There are no customers yet.</p>
      <p>
        <Link to="/o/$slug/imports" params={{ slug }}>
          Import a file
        </Link>{' '}
        or{' '}
        <Link to="/o/$slug/syncs" params={{ slug }}>
          sync a shop
        </Link>
        .
      </p>
    </Empty>
  )
}
