import { useState } from 'react'
import type { SecretKeyShown, SigningKeyShown } from '../../../server/admin/keys.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { tell } from '../../ui/toast.tsx'
import { Time } from '../../ui/values.tsx'
import { useKeys } from './api.ts'

/** What signs: the keys of access tokens, which can be changed here, and the store's own, which is changed where it is. */
export function Keys() {
  const keys = useKeys()
  const [isRotating, setRotating] = useState(false)
  const [removing, setRemoving] = useState<SigningKeyShown | null>(null)
  const rotate = useChange(['keys'], () => api<{ id: string }>('/keys', { method: 'POST' }), {
    onSuccess: ({ id }) => {
      setRotating(false)
      tell(`${id} signs from now on`)
    },
  })
  const remove = useChange(
    ['keys'],
    ({ id }: SigningKeyShown) => api(path`/keys/${id}`, { method: 'DELETE' }),
    {
      onSuccess: (_, { id }) => {
        setRemoving(null)
        tell(`${id} is removed`)
      },
    },
  )
  return (
    <section className="stack" aria-labelledby="keys">
      <header className="row spread">
        <h2 id="keys">Keys</h2>
        <Button onPress={() => setRotating(true)} isDisabled={!keys.data}>
          New signing key
        </Button>
      </header>
      <p className="soft">
        These sign Commerce Layer’s access tokens, in every organization of this server. What signs stays with
        the server and is never shown.
      </p>
      {keys.error && <Failure error={keys.error} retry={keys.refetch} />}
      {keys.isPending && <Loading />}
      {keys.data && (
        <>
          {keys.data.signing_keys.length === 0 ? (
            <p className="soft">There is none yet: the first is made when a token is asked for.</p>
          ) : (
            <SigningKeys keys={keys.data.signing_keys} onRemove={setRemoving} />
          )}
          {keys.data.secret_key && <SecretKey {...keys.data.secret_key} />}
        </>
      )}
      <Confirm
        title="Sign with a new key?"
        isOpen={isRotating}
        onClose={() => setRotating(false)}
        action="Make it"
        onConfirm={() => rotate.mutate(undefined)}
        isPending={rotate.isPending}
      >
        <p>
          Tokens that are out go on being good. Clients that keep the published keys fetch them again when
          they meet one that they do not know.
        </p>
      </Confirm>
      <Confirm
        title="Remove this key?"
        isOpen={removing !== null}
        onClose={() => setRemoving(null)}
        action="Remove"
        onConfirm={() => removing && remove.mutate(removing)}
        isPending={remove.isPending}
      >
        <p>
          Every token that <code>{removing?.id}</code> signed is refused within half a minute, and whoever has
          one must sign in again. This cannot be undone.
        </p>
      </Confirm>
    </section>
  )
}

interface Props {
  keys: readonly SigningKeyShown[]
  onRemove(key: SigningKeyShown): void
}

const SigningKeys = ({ keys, onRemove }: Props) => (
  <TableFrame label="Signing keys">
    <thead>
      <tr>
        <th scope="col">Key</th>
        <th scope="col">Made</th>
        <th scope="col">State</th>
        <th scope="col">
          <span className="hidden">Actions</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {keys.map((key) => (
        <tr key={key.id}>
          <td className="mono">{key.id}</td>
          <td>
            <Time at={key.created_at} />
          </td>
          <td>
            <State {...key} />
          </td>
          <td>
            {key.use === 'verifies' && (
              <Button kind="quiet" onPress={() => onRemove(key)} aria-label={`Remove ${key.id}`}>
                Remove…
              </Button>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </TableFrame>
)

function State({ use, needed_until }: SigningKeyShown) {
  if (use === 'signs') return <Badge tone="good">signs</Badge>
  const isOver = needed_until !== null && Date.parse(needed_until) < Date.now()
  return (
    <>
      <Badge tone="info">good for what it signed</Badge>
      <div className="soft small">
        {isOver ? 'all of that is over' : 'until'} <Time at={needed_until} />
      </div>
    </>
  )
}

const SecretKey = ({ fingerprint, changed_at, others }: SecretKeyShown) => (
  <p>
    The store’s secret key, under which all of these are encrypted, has the fingerprint{' '}
    <code>{fingerprint}</code>
    {changed_at ? (
      <>
        {' '}
        and was changed <Time at={changed_at} />
      </>
    ) : (
      ' and is set in the server’s environment'
    )}
    .{' '}
    {others > 0 &&
      `${others === 1 ? 'One before it still opens' : `${others} before it still open`} what was sealed under it. `}
    It is changed on the command line: <code>clientele secret-key rotate</code>.
  </p>
)
