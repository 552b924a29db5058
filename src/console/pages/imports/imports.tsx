/** Files that were loaded: what runs, and what became of the last ones. */
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { ImportShown } from '../../../server/admin/imports/present.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { tell } from '../../ui/toast.tsx'
import { isOpen, useImports } from './api.ts'
import { keepFocus } from './keep-focus.ts'
import { LastImports } from './last-imports.tsx'
import { NewImport } from './new-import.tsx'
import { Rejects } from './rejects.tsx'
import { Running } from './running.tsx'
import './imports.css'

const said = (text: string) => {
  keepFocus()
  tell(text)
}

export function Page() {
  const { slug } = useParams({ from: '/o/$slug/imports' })
  const imports = useImports(slug)
  const [isChoosing, setChoosing] = useState(false)
  const [looking, setLooking] = useState<ImportShown | null>(null)
  const stop = useChange(
    ['imports', slug],
    ({ id }: ImportShown) => api(path`/organizations/${slug}/imports/${id}/stop`, { method: 'POST' }),
    { onSuccess: (_, { name }) => said(`${name} is stopped`) },
  )
  const forget = useChange(
    ['imports', slug],
    ({ id }: ImportShown) => api(path`/organizations/${slug}/imports/${id}`, { method: 'DELETE' }),
    { onSuccess: (_, { name }) => said(`${name} is forgotten`) },
  )
  const all = imports.data ?? []
  const ended = all.filter((one) => !isOpen(one))
  return (
    <div className="stack">
      <PageHead title="Imports">
        <Button kind="primary" onPress={() => setChoosing(true)}>
          Import a file
        </Button>
      </PageHead>
      {imports.isPending && <Loading />}
      {imports.error && <Failure error={imports.error} retry={imports.refetch} />}
      {all.filter(isOpen).map((one) => (
        <Running key={one.id} one={one} onStop={() => stop.isPending || stop.mutate(one)} />
      ))}
      {imports.data?.length === 0 && (
        <Empty>
          <p>
            Nothing was imported here yet. Import a file of customers or orders: CSV, the customer files of
            Shopify and SHOPLINE, or an export of another Clientele.
          </p>
        </Empty>
      )}
      {ended.length > 0 && <LastImports imports={ended} onRejects={setLooking} onForget={forget.mutate} />}
      <NewImport
        slug={slug}
        isOpen={isChoosing}
        running={all.find(({ state }) => state === 'running')?.name ?? null}
        onClose={() => setChoosing(false)}
      />
      <Rejects
        from={path`/organizations/${slug}/imports/${looking?.id ?? ''}/rejects`}
        fileName={`${looking?.name}.rejects.ndjson`}
        isOpen={looking !== null}
        onClose={() => setLooking(null)}
      />
    </div>
  )
}
