import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { DialectShown } from '../../../server/admin/dialects.ts'
import { api, path } from '../../api/client.ts'
import { useOrganizations } from '../../api/session.ts'
import { useChange } from '../../api/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'

interface Props {
  slug: string
  dialects: readonly DialectShown[]
  isOpen: boolean
  onClose(): void
  onMade(printed: Readonly<Record<string, string>>): void
}

const LIVES: Readonly<Record<string, string>> = {
  '': 'until it is revoked',
  '1': 'a day',
  '30': '30 days',
  '365': 'a year',
}
const DAY = 86_400_000

/** Lists as people write them: by spaces, commas or lines. */
const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

export function NewCredential({ slug, dialects, isOpen, onClose, onMade }: Props) {
  const [name, setName] = useState('')
  const [dialectName, setDialect] = useState(dialects[0]?.name ?? '')
  const dialect = dialects.find((one) => one.name === dialectName)
  const [kind, setKind] = useState<string | null>(null)
  const [scopes, setScopes] = useState<string | null>(null)
  const [redirects, setRedirects] = useState('')
  const [appUrl, setAppUrl] = useState('')
  const [addresses, setAddresses] = useState('')
  const [further, setFurther] = useState<readonly string[]>([])
  const [days, setDays] = useState('')
  const [limit, setLimit] = useState('')
  const make = useChange(
    ['credentials', slug],
    (body: object) =>
      api<Record<string, string>>(path`/organizations/${slug}/credentials`, { method: 'POST', body }),
    { quiet: true, onSuccess: onMade },
  )
  const has = (option: string) => dialect?.credential_options.includes(option) ?? false
  const body = () => ({
    dialect: dialectName,
    name: name.trim() || null,
    kind: dialect && dialect.credential_kinds.length > 0 ? (kind ?? dialect.credential_kinds[0]) : null,
    scopes: has('scope') ? listed(scopes ?? dialect?.usual_scopes.join(' ') ?? '') : null,
    redirect_uris: has('redirectUri') ? listed(redirects) : null,
    app_url: has('appUrl') ? appUrl.trim() || null : null,
    allowed_addresses: has('allowedAddresses') ? listed(addresses) : null,
    further_organizations: has('furtherOrganizations') && further.length > 0 ? further : null,
    expires_at: days ? new Date(Date.now() + Number(days) * DAY).toISOString() : null,
    rate_limit: limit ? Number(limit) : null,
  })
  return (
    <Dialog title="New credential" isOpen={isOpen} onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate(body())
        }}
      >
        <Select
          label="Platform"
          value={dialectName}
          onChange={(chosen) => {
            setDialect(chosen)
            setKind(null)
            setScopes(null)
          }}
        >
          {dialects.map((one) => (
            <Option key={one.name} id={one.name}>
              {one.title}
            </Option>
          ))}
        </Select>
        <TextField
          label="Name"
          description="For people, such as “CI” or “mobile app”."
          value={name}
          onChange={setName}
        />
        {dialect && dialect.credential_kinds.length > 1 && (
          <Select label="Kind" value={kind ?? dialect.credential_kinds[0] ?? null} onChange={setKind}>
            {dialect.credential_kinds.map((one) => (
              <Option key={one} id={one}>
                {one}
              </Option>
            ))}
          </Select>
        )}
        {has('scope') && (
          <TextField
            label="Scopes"
            description="What it may do; several with spaces between them."
            value={scopes ?? dialect?.usual_scopes.join(' ') ?? ''}
            onChange={setScopes}
          />
        )}
        {has('redirectUri') && (
          <TextField
            label="Redirect addresses"
            description="Where an authorization code may be sent. Not needed for most clients."
            value={redirects}
            onChange={setRedirects}
          />
        )}
        {has('appUrl') && <TextField label="Address of the app" value={appUrl} onChange={setAppUrl} />}
        {has('allowedAddresses') && (
          <TextField
            label="Only from these IP addresses"
            description="Empty: from any."
            value={addresses}
            onChange={setAddresses}
          />
        )}
        {has('furtherOrganizations') && <Further slug={slug} chosen={further} onChange={setFurther} />}
        <Select label="Good for" value={days} onChange={setDays}>
          {Object.entries(LIVES).map(([id, text]) => (
            <Option key={id} id={id}>
              {text}
            </Option>
          ))}
        </Select>
        <TextField
          label="Limit"
          description="Requests in the time of the platform’s own limit. Empty: the platform’s."
          inputMode="numeric"
          pattern="[0-9]*"
          value={limit}
          onChange={setLimit}
        />
        {make.error && (
          <p className="refused" role="alert">
            {make.error.message}
          </p>
        )}
        <div className="dialog-actions">
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isDisabled={make.isPending}>
            Make it
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

/** None asked for is left out: the platform decides. */
function listed(text: string): string[] | null {
  const all = words(text)
  return all.length > 0 ? all : null
}

interface FurtherProps {
  slug: string
  chosen: readonly string[]
  onChange(chosen: readonly string[]): void
}

function Further({ slug, chosen, onChange }: FurtherProps) {
  const { data = [] } = useOrganizations()
  const others = data.filter((organization) => organization.slug !== slug)
  if (others.length === 0) return null
  return (
    <fieldset className="further">
      <legend>It reaches these organizations too</legend>
      {others.map((organization) => (
        <Checkbox
          key={organization.slug}
          isSelected={chosen.includes(organization.slug)}
          onChange={(isChosen) =>
            onChange(
              isChosen ? [...chosen, organization.slug] : chosen.filter((one) => one !== organization.slug),
            )
          }
        >
          {organization.name}
        </Checkbox>
      ))}
    </fieldset>
  )
}
