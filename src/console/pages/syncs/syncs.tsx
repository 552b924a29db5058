/** The servers that the organization is synced from. */
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { SourceShown } from '../../../server/admin/syncs/present.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { tell } from '../../ui/toast.tsx'
import { keepFocus } from '../imports/keep-focus.ts'
import { Rejects } from '../imports/rejects.tsx'
import '../imports/imports.css'
import { usePlatforms, useSyncs } from './api.ts'
import { ScheduleDialog } from './schedule.tsx'
import { SourceCard } from './source-card.tsx'
import { StartSyncDialog } from './start-sync.tsx'
import './syncs.css'

export function Page() {
  const { slug } = useParams({ from: '/o/$slug/syncs' })
  const syncs = useSyncs(slug)
  const platforms = usePlatforms()
  const [starting, setStarting] = useState<{ source?: SourceShown } | null>(null)
  const [scheduling, setScheduling] = useState<SourceShown | null>(null)
  const [looking, setLooking] = useState<SourceShown | null>(null)
  const stop = useChange(
    ['syncs', slug],
    ({ name }: SourceShown) => api(path`/organizations/${slug}/syncs/${name}/stop`, { method: 'POST' }),
    {
      onSuccess: (_, { name }) => {
        keepFocus()
        tell(`${name} is stopped`)
      },
    },
  )
  return (
    <div className="stack">
      <PageHead title="Syncs">
        <Button kind="primary" onPress={() => setStarting({})} isDisabled={!platforms.data}>
          Sync from a server
        </Button>
      </PageHead>
      {syncs.isPending && <Loading />}
      {syncs.error && <Failure error={syncs.error} retry={syncs.refetch} />}
      {syncs.data?.length === 0 && (
        <Empty>
          <p>
            Nothing is synced into this organization yet. Sync from a shop on Commerce Layer, SHOPLINE or
            Easycart, or from another Clientele: give its address and a credential.
          </p>
        </Empty>
      )}
      {syncs.data?.map((source) => (
        <SourceCard
          key={source.name}
          source={source}
          onSync={() => setStarting({ source })}
          onSchedule={() => setScheduling(source)}
          onStop={() => stop.mutate(source)}
          onRejects={() => setLooking(source)}
        />
      ))}
      <StartSyncDialog
        slug={slug}
        platforms={platforms.data ?? []}
        source={starting?.source}
        isOpen={starting !== null}
        onClose={() => setStarting(null)}
      />
      <ScheduleDialog
        slug={slug}
        platforms={platforms.data ?? []}
        source={scheduling}
        onClose={() => setScheduling(null)}
      />
      <Rejects
        from={path`/organizations/${slug}/syncs/${looking?.name ?? ''}/rejects`}
        fileName={`sync-${slug}-${looking?.name}.rejects.ndjson`}
        isOpen={looking !== null}
        onClose={() => setLooking(null)}
      />
    </div>
  )
}
