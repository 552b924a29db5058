/** One customer: who it is, what happened, where it came from, and what can be done. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ApiError } from '../../api/client.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Addresses } from './addresses.tsx'
import { useCustomer, useOrigins, useWhich } from './api.ts'
import { AuditList } from './audit.tsx'
import { Figures } from './figures.tsx'
import { Head } from './head.tsx'
import { HistoryList } from './history.tsx'
import { OriginsProvider } from './origin-mark.tsx'
import { OriginsPanel } from './origins.tsx'
import { Consents, Groups, Ids, Profile } from './profile.tsx'
import { Subscriptions } from './subscriptions.tsx'
import { TimelineList } from './timeline.tsx'
import './customer.css'

const TABS = {
  timeline: { name: 'Time line', content: <TimelineList /> },
  subscriptions: { name: 'Subscriptions', content: <Subscriptions /> },
  history: { name: 'History', content: <HistoryList /> },
  audit: { name: 'Who looked', content: <AuditList /> },
  origins: { name: 'Where it came from', content: <OriginsPanel /> },
}

export function Page() {
  const which = useWhich()
  const customer = useCustomer(which)
  const origins = useOrigins(which)
  const { tab } = useSearch({ from: '/o/$slug/customers/$id' })
  const navigate = useNavigate({ from: '/o/$slug/customers/$id' })
  if (customer.isPending) return <Loading />
  if (customer.isError && !customer.data)
    return customer.error instanceof ApiError && customer.error.status === 404 ? (
      <>
        <PageHead title="Customer" />
        <Empty>
          <p>There is no such customer here. Look for them in the list of customers.</p>
        </Empty>
      </>
    ) : (
      <Failure error={customer.error} retry={customer.refetch} />
    )
  const selected = typeof tab === 'string' && Object.hasOwn(TABS, tab) ? tab : 'timeline'
  return (
    <OriginsProvider value={origins.data}>
      <Head customer={customer.data} />
      <div className="customer-page">
        <div className="stack">
          <Profile customer={customer.data} />
          <Consents customer={customer.data} />
          <Groups customer={customer.data} />
          <Addresses customer={customer.data} />
          <Ids customer={customer.data} />
        </div>
        <div className="stack customer-main">
          <Figures customer={customer.data} />
          <Tabs
            label="What happened"
            tabs={TABS}
            selected={selected}
            onSelect={(id) =>
              navigate({ search: id === 'timeline' ? {} : { tab: id }, replace: true, resetScroll: false })
            }
          />
        </div>
      </div>
    </OriginsProvider>
  )
}
