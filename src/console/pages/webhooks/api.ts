import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { DeliveryShown, WebhookShown } from '../../../server/admin/webhooks/present.ts'
import type { DeliveryWhole } from '../../../server/admin/webhooks/routes.ts'
import { api, path } from '../../api/client.ts'

export const useWebhooks = (slug: string) =>
  useQuery({
    queryKey: ['webhooks', slug, 'list'],
    queryFn: ({ signal }) =>
      api<{ webhooks: WebhookShown[]; store_wide: string[] }>(path`/organizations/${slug}/webhooks`, {
        signal,
      }),
    refetchInterval: 5000,
  })

export interface DeliveryFilter {
  state: string | null
  /** `commerce-layer:aBcDeFgHiJ` */
  webhook: string | null
}

/** The newest first, page after page; what is shown is kept up to date. */
export const useDeliveries = (slug: string, { state, webhook }: DeliveryFilter) => {
  const [dialect, id] = webhook?.split(':') ?? []
  return useInfiniteQuery({
    queryKey: ['webhooks', slug, 'deliveries', state, webhook],
    queryFn: ({ signal, pageParam }) =>
      api<{ deliveries: DeliveryShown[]; next: string | null }>(path`/organizations/${slug}/deliveries`, {
        query: { state, dialect, webhook: id, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) > 1 ? 10_000 : 2000),
  })
}

export const useDelivery = (slug: string, id: string | null) =>
  useQuery({
    queryKey: ['webhooks', slug, 'delivery', id],
    queryFn: ({ signal }) =>
      api<DeliveryWhole>(path`/organizations/${slug}/deliveries/${id ?? ''}`, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.delivery.state === 'pending' ? 1000 : false),
  })
