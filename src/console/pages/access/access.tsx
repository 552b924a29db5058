/** Who may use an organization: the credentials of the platforms, and who may use the console. */
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { CredentialShown } from '../../../server/admin/present.ts'
import { api, path } from '../../api/client.ts'
import { useOrganization } from '../../api/session.ts'
import { useChange } from '../../api/use-change.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { tell } from '../../ui/toast.tsx'
import { AdminTokens } from './admin-tokens.tsx'
import { useCredentials, useDialects } from './api.ts'
import { BaseUrls } from './base-urls.tsx'
import { CredentialTable } from './credential-table.tsx'
import { Keys } from './keys.tsx'
import { LimitDialog } from './limit-dialog.tsx'
import { NewCredential } from './new-credential.tsx'
import { ShownOnce } from './shown-once.tsx'
import './access.css'

type Printed = Readonly<Record<string, string>>

export function Page() {
  const { slug } = useParams({ from: '/o/$slug/access' })
  const organization = useOrganization(slug)
  const credentials = useCredentials(slug)
  const dialects = useDialects()
  const [isMaking, setMaking] = useState(false)
  const [printed, setPrinted] = useState<Printed | null>(null)
  const [revoking, setRevoking] = useState<CredentialShown | null>(null)
  const [limiting, setLimiting] = useState<CredentialShown | null>(null)
  const revoke = useChange(
    ['credentials', slug],
    ({ id }: CredentialShown) => api(path`/organizations/${slug}/credentials/${id}`, { method: 'DELETE' }),
    {
      onSuccess: (_, { id }) => {
        setRevoking(null)
        tell(`${id} is revoked`)
      },
    },
  )
  const renew = useChange(
    ['credentials', slug],
    ({ id }: CredentialShown) =>
      api<Printed>(path`/organizations/${slug}/credentials/${id}/renew`, { method: 'POST' }),
    { onSuccess: setPrinted },
  )
  return (
    <div className="stack">
      <PageHead title="Access">
        <Button kind="primary" onPress={() => setMaking(true)} isDisabled={!dialects.data}>
          New credential
        </Button>
      </PageHead>
      {organization.data && <BaseUrls organization={organization.data} />}
      <section className="stack" aria-labelledby="credentials">
        <h2 id="credentials">Credentials</h2>
        {credentials.error && <Failure error={credentials.error} retry={credentials.refetch} />}
        {credentials.isPending && <Loading />}
        {credentials.data && (
          <CredentialTable
            credentials={credentials.data}
            renews={(name) => dialects.data?.some((one) => one.name === name && one.renews) ?? false}
            onRevoke={setRevoking}
            onLimit={setLimiting}
            onRenew={renew.mutate}
          />
        )}
      </section>
      <AdminTokens onPrinted={setPrinted} />
      <Keys />
      {dialects.data && (
        <NewCredential
          slug={slug}
          dialects={dialects.data}
          isOpen={isMaking}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false)
            setPrinted(made)
          }}
        />
      )}
      <ShownOnce printed={printed} onClose={() => setPrinted(null)} />
      <LimitDialog slug={slug} credential={limiting} onClose={() => setLimiting(null)} />
      <Confirm
        title="Revoke this credential?"
        isOpen={revoking !== null}
        onClose={() => setRevoking(null)}
        action="Revoke"
        onConfirm={() => revoking && revoke.mutate(revoking)}
        isPending={revoke.isPending}
      >
        <p>
          Whoever uses <code>{revoking?.name ?? revoking?.id}</code> is refused from now on. This cannot be
          undone.
        </p>
      </Confirm>
    </div>
  )
}
