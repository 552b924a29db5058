import type { CredentialShown } from '../../../server/admin/present.ts'
import { ICONS } from '../../shell/icons.tsx'
import { Badge, Dialect } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Empty } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { count, Time } from '../../ui/values.tsx'

interface Props {
  credentials: readonly CredentialShown[]
  /** Whether the platform's credentials can be given another token. */
  renews(dialect: string): boolean
  onRevoke(credential: CredentialShown): void
  onLimit(credential: CredentialShown): void
  onRenew(credential: CredentialShown): void
}

/** Those that are good first, newest first. */
const inOrder = (credentials: readonly CredentialShown[]) =>
  [...credentials].sort(
    (one, other) =>
      Number(one.revoked_at !== null) - Number(other.revoked_at !== null) ||
      other.created_at.localeCompare(one.created_at),
  )

export const CredentialTable = ({ credentials, renews, onRevoke, onLimit, onRenew }: Props) =>
  credentials.length === 0 ? (
    <Empty>
      <p>No client has a credential yet. Make one to call this organization through a platform’s API.</p>
    </Empty>
  ) : (
    <TableFrame label="Credentials">
      <thead>
        <tr>
          <th scope="col">Platform</th>
          <th scope="col">Name</th>
          <th scope="col">Scopes</th>
          <th scope="col">Limit</th>
          <th scope="col">Made</th>
          <th scope="col">State</th>
          <th scope="col">
            <span className="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {inOrder(credentials).map((credential) => (
          <tr key={credential.id}>
            <td>
              <Dialect name={credential.dialect} />
              {credential.kind && <div className="soft small">{credential.kind}</div>}
            </td>
            <td>
              {credential.name ?? <span className="soft">no name</span>}
              <div className="soft small mono">{credential.id}</div>
            </td>
            <td className="scopes">{credential.scopes.join(', ') || <span className="soft">–</span>}</td>
            <td>{credential.rate_limit === null ? 'the platform’s' : count(credential.rate_limit)}</td>
            <td>
              <Time at={credential.created_at} />
            </td>
            <td>
              <State {...credential} />
            </td>
            <td>
              {credential.revoked_at === null && (
                <Menu
                  trigger={
                    <Button kind="quiet" aria-label={`Actions for ${credential.name ?? credential.id}`}>
                      {ICONS.more}
                    </Button>
                  }
                >
                  <MenuItem onAction={() => onLimit(credential)}>Set a limit…</MenuItem>
                  {renews(credential.dialect) && (
                    <MenuItem onAction={() => onRenew(credential)}>Give another token</MenuItem>
                  )}
                  <MenuItem danger onAction={() => onRevoke(credential)}>
                    Revoke…
                  </MenuItem>
                </Menu>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )

function State({ revoked_at, expires_at }: CredentialShown) {
  if (revoked_at) return <Badge tone="bad">revoked</Badge>
  if (expires_at && Date.parse(expires_at) <= Date.now()) return <Badge tone="warn">expired</Badge>
  return (
    <>
      <Badge tone="good">good</Badge>
      {expires_at && (
        <div className="soft small">
          until <Time at={expires_at} />
        </div>
      )}
    </>
  )
}
