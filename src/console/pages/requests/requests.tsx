/** The last requests to the platforms, as they come. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import type { CredentialShown } from '../../../server/admin/present.ts'
import { api, path } from '../../api/client.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/choices.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { tell } from '../../ui/toast.tsx'
import { FILTERS, FilterBar, type Filters } from './filters.tsx'
import { RequestPanel } from './request-panel.tsx'
import { RequestTable } from './request-table.tsx'
import { useRequests } from './use-requests.ts'
import './requests.css'

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

export function Page() {
  const { slug } = useParams({ from: '/o/$slug' })
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const set = (changes: Record<string, string>) =>
    navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({
        ...before,
        ...Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value || undefined])),
      }),
      replace: true,
    } as never)
  const filters: Filters = Object.fromEntries(
    FILTERS.flatMap((name) => (text(search[name]) ? [[name, text(search[name])]] : [])),
  )
  const isLive = text(search.paused) === ''
  // Typing goes on while the list is asked for.
  const asked = useDeferredValue(JSON.stringify(filters))
  const found = useRequests(slug, JSON.parse(asked) as Filters, isLive)
  const { data: credentials = [] } = useQuery({
    queryKey: ['credentials-of-requests', slug],
    queryFn: ({ signal }) =>
      api<{ credentials: CredentialShown[] }>(path`/organizations/${slug}/credentials`, { signal }).then(
        (answer) => answer.credentials,
      ),
  })
  const open = text(search.open) || null
  const isFiltered = Object.keys(filters).length > 0
  return (
    <div className="stack">
      <PageHead title="Requests">
        <Switch isSelected={isLive} onChange={(live) => set({ paused: live ? '' : 'yes' })}>
          Live
        </Switch>
        <Forget slug={slug} isDisabled={found.requests.length === 0} />
      </PageHead>
      <FilterBar filters={filters} set={(name, value) => set({ [name]: value })} credentials={credentials} />
      {found.error && found.requests.length === 0 ? (
        <Failure error={found.error} retry={() => found.refetch()} />
      ) : found.isPending ? (
        <Loading />
      ) : found.requests.length === 0 ? (
        <Empty>
          {isFiltered ? (
            <>
              <p>No request fits these filters.</p>
              <Button onPress={() => set(Object.fromEntries(FILTERS.map((name) => [name, ''])))}>
                Clear filters
              </Button>
            </>
          ) : (
            <p>
              Nobody has asked yet. Requests to Commerce Layer’s, SHOPLINE’s and Easycart’s API show up here
              as soon as they are answered; the last 2,000 are kept until the server stops.
            </p>
          )}
        </Empty>
      ) : (
        <>
          <RequestTable
            requests={found.requests}
            open={open}
            onOpen={(id) => set({ open: id })}
            nameOf={(id) => credentials.find((one) => one.id === id)?.name ?? id}
          />
          {found.hasNextPage && (
            <div className="row">
              <Button onPress={() => found.fetchNextPage()} isDisabled={found.isFetchingNextPage}>
                Show older requests
              </Button>
            </div>
          )}
        </>
      )}
      <RequestPanel slug={slug} id={open} onOpen={(id) => set({ open: id ?? '' })} />
    </div>
  )
}

function Forget({ slug, isDisabled }: { slug: string; isDisabled: boolean }) {
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const forget = useMutation({
    mutationFn: () => api<{ forgotten: number }>(path`/organizations/${slug}/requests`, { method: 'DELETE' }),
    onSuccess: ({ forgotten }) => {
      setOpen(false)
      tell(forgotten === 1 ? '1 request forgotten' : `${forgotten} requests forgotten`)
      return queries.resetQueries({ queryKey: ['requests', slug] })
    },
  })
  return (
    <>
      <Button kind="quiet" isDisabled={isDisabled} onPress={() => setOpen(true)}>
        Forget all
      </Button>
      <Confirm
        title="Forget all requests?"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action="Forget them"
        onConfirm={() => forget.mutate()}
        isPending={forget.isPending}
      >
        <p>
          This list becomes empty, for everyone. Those without a valid credential, which every organization
          sees, go too. What the requests did stays done, and the counts of the overview stay.
        </p>
      </Confirm>
    </>
  )
}
