/** Who is told of what happens, and what was sent to them. What is looked at is in the URL. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WebhookShown } from '../../../server/admin/webhooks/present.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { PageHead } from '../../shell/shell.tsx'
import { dialectTitle } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { tell } from '../../ui/toast.tsx'
import { keepFocus } from '../imports/keep-focus.ts'
import { useWebhooks } from './api.ts'
import { Deliveries, STATES } from './deliveries.tsx'
import { Delivery } from './delivery.tsx'
import { StoreAddress } from './store-address.tsx'
import { WebhookTable } from './webhook-table.tsx'
import './webhooks.css'

const FROM = '/o/$slug/webhooks'

interface View {
  tab: 'webhooks' | 'deliveries'
  state: string | null
  webhook: string | null
  delivery: string | null
}

/** What the URL says, as far as it can be. */
function viewOf(search: Readonly<Record<string, unknown>>): View {
  const text = (name: string, allowed: RegExp) => {
    const value = String(search[name] ?? '')
    return allowed.test(value) ? value : null
  }
  const state = text('state', /^[a-z]+$/)
  return {
    tab: search.tab === 'deliveries' ? 'deliveries' : 'webhooks',
    state: state !== null && state in STATES ? state : null,
    webhook: text('webhook', /^[a-z-]+:[\w-]{1,50}$/),
    delivery: text('delivery', /^\d{1,15}$/),
  }
}

/** What is as usual is left out of the URL. */
const searchOf = ({ tab, state, webhook, delivery }: View): Record<string, string | number> => ({
  ...(tab === 'webhooks' ? {} : { tab }),
  ...(state === null ? {} : { state }),
  ...(webhook === null ? {} : { webhook }),
  ...(delivery === null ? {} : { delivery: Number(delivery) }),
})

export function Page() {
  const { slug } = useParams({ from: FROM })
  const view = viewOf(useSearch({ from: FROM }))
  const navigate = useNavigate({ from: FROM })
  const look = (change: Partial<View>) => navigate({ search: searchOf({ ...view, ...change }) })
  const webhooks = useWebhooks(slug)
  const [addressOf, setAddressOf] = useState<string | null>(null)
  const reset = useChange(
    ['webhooks', slug],
    ({ dialect, id }: WebhookShown) =>
      api(path`/organizations/${slug}/webhooks/${dialect}/${id}/reset-circuit`, { method: 'POST' }),
    {
      onSuccess: (_, { url }) => {
        keepFocus()
        tell(`${url} is called again`)
      },
    },
  )
  const { webhooks: all = [], store_wide: storeWide = [] } = webhooks.data ?? {}
  const list = (
    <>
      {webhooks.isPending && <Loading />}
      {webhooks.error && <Failure error={webhooks.error} retry={webhooks.refetch} />}
      {webhooks.data && (
        <WebhookTable
          webhooks={all}
          onReset={reset.mutate}
          onDeliveries={({ dialect, id }) =>
            look({ tab: 'deliveries', webhook: `${dialect}:${id}`, state: null })
          }
        />
      )}
    </>
  )
  return (
    <div className="stack">
      <PageHead title="Webhooks">
        {storeWide.map((dialect) => (
          <Button key={dialect} onPress={() => setAddressOf(dialect)}>
            {dialectTitle(dialect)}’s address…
          </Button>
        ))}
      </PageHead>
      <Tabs
        label="Webhooks"
        selected={view.tab}
        onSelect={(tab) => look({ tab: tab as View['tab'] })}
        tabs={{
          webhooks: { name: 'Who is told', content: list },
          deliveries: {
            name: 'Deliveries',
            content: (
              <Deliveries
                slug={slug}
                webhooks={all}
                filter={view}
                onFilter={({ state, webhook }) => look({ state, webhook })}
                onOpen={(id) => look({ delivery: String(id) })}
              />
            ),
          },
        }}
      />
      <Delivery slug={slug} id={view.delivery} onClose={() => look({ delivery: null })} />
      <StoreAddress
        slug={slug}
        dialect={addressOf}
        current={all.find(({ dialect, audience }) => dialect === addressOf && audience === null)}
        onClose={() => setAddressOf(null)}
      />
    </div>
  )
}
