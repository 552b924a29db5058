import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { AdminTokenShown } from '../../../server/admin/admin-tokens.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm, Dialog } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { tell } from '../../ui/toast.tsx'
import { Time } from '../../ui/values.tsx'
import { useAdminTokens } from './api.ts'

const KINDS: Readonly<Record<string, string>> = {
  token: 'admin token',
  session: 'signed in here',
  link: 'link not followed yet',
}

/** Who may use the console and the admin API of this server, all organizations alike. */
export function AdminTokens({ onPrinted }: { onPrinted(printed: Readonly<Record<string, string>>): void }) {
  const tokens = useAdminTokens()
  const [isMaking, setMaking] = useState(false)
  const [name, setName] = useState('')
  const [revoking, setRevoking] = useState<AdminTokenShown | null>(null)
  const make = useChange(
    ['admin-tokens'],
    () =>
      api<Record<string, string>>('/admin-tokens', { method: 'POST', body: { name: name.trim() || null } }),
    {
      quiet: true,
      onSuccess: (printed) => {
        setMaking(false)
        setName('')
        onPrinted(printed)
      },
    },
  )
  const invite = useChange(
    ['admin-tokens'],
    () => api<{ url: string; expires_at: string }>('/sign-in-links', { method: 'POST' }),
    { onSuccess: ({ url }) => onPrinted({ sign_in_link: url }) },
  )
  const revoke = useChange(
    ['admin-tokens'],
    ({ id }: AdminTokenShown) => api(path`/admin-tokens/${id}`, { method: 'DELETE' }),
    {
      onSuccess: () => {
        setRevoking(null)
        tell('It is revoked')
      },
    },
  )
  return (
    <section className="stack" aria-labelledby="admin-tokens">
      <header className="row spread">
        <h2 id="admin-tokens">The console and the admin API</h2>
        <div className="row">
          <Button onPress={() => invite.mutate(undefined)}>Sign-in link for somebody</Button>
          <Button onPress={() => setMaking(true)}>New admin token</Button>
        </div>
      </header>
      <p className="soft">These reach every organization of this server.</p>
      {tokens.error && <Failure error={tokens.error} retry={tokens.refetch} />}
      {tokens.isPending && <Loading />}
      {tokens.data && (
        <TableFrame label="Admin tokens and sessions">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Name</th>
              <th scope="col">Made</th>
              <th scope="col">Ends</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.data.map((token) => (
              <tr key={token.id}>
                <td>
                  {KINDS[token.kind] ?? token.kind} {token.own && <Badge tone="info">you</Badge>}
                </td>
                <td>
                  {token.name ?? <span className="soft">no name</span>}
                  <div className="soft small mono">{token.id}</div>
                </td>
                <td>
                  <Time at={token.created_at} />
                </td>
                <td>{token.expires_at ? <Time at={token.expires_at} /> : 'when it is revoked'}</td>
                <td>
                  <Button kind="quiet" onPress={() => setRevoking(token)} aria-label={`Revoke ${token.id}`}>
                    Revoke…
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
      <Dialog title="New admin token" isOpen={isMaking} onClose={() => setMaking(false)}>
        <Form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            make.mutate(undefined)
          }}
        >
          <TextField
            label="Name"
            description="For people, such as “CI”."
            value={name}
            onChange={setName}
            errorMessage={make.error?.message}
            autoFocus
          />
          <div className="dialog-actions">
            <Button onPress={() => setMaking(false)}>Cancel</Button>
            <Button type="submit" kind="primary" isDisabled={make.isPending}>
              Make it
            </Button>
          </div>
        </Form>
      </Dialog>
      <Confirm
        title={revoking?.own ? 'Sign yourself out?' : 'Revoke it?'}
        isOpen={revoking !== null}
        onClose={() => setRevoking(null)}
        action="Revoke"
        onConfirm={() => revoking && revoke.mutate(revoking)}
        isPending={revoke.isPending}
      >
        <p>
          {revoking?.own
            ? 'This is the session that you are using now.'
            : 'Whoever uses it is refused from now on. This cannot be undone.'}
        </p>
      </Confirm>
    </section>
  )
}
