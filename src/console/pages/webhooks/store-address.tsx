/** Easycart's way: one address of the organization that hears of everything. */
import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { WebhookShown } from '../../../server/admin/webhooks/present.ts'
import type { StoreAddressShown } from '../../../server/admin/webhooks/routes.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { dialectTitle } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { tell } from '../../ui/toast.tsx'

interface Props {
  slug: string
  dialect: string
  /** The address that it has. */
  current: WebhookShown | undefined
  onClose(): void
}

const KEYS = {
  new: 'with a new key, shown once',
  keep: 'as before',
  none: 'not at all',
} as const
type Key = keyof typeof KEYS

function Address({ slug, dialect, current, onClose }: Props) {
  const isOn = current !== undefined && current.state !== 'off'
  const [url, setUrl] = useState(isOn ? current.url : '')
  const [key, setKey] = useState<Key>(current ? 'keep' : 'new')
  const at = path`/organizations/${slug}/webhooks/${dialect}/address`
  const set = useChange(
    ['webhooks', slug],
    (body: object | null) =>
      api<StoreAddressShown>(at, body === null ? { method: 'DELETE' } : { method: 'PUT', body }),
    {
      quiet: true,
      onSuccess: ({ url: told, signing_key }) => {
        if (signing_key) return
        tell(told ? `Events go to ${told}` : 'Nobody is told any more')
        onClose()
      },
    },
  )
  const made = set.data?.signing_key
  if (made)
    return (
      <div className="stack">
        <p>Events go to {set.data?.url}. This is the key that signs them. It is shown only this once.</p>
        <div className="row">
          <code>{made}</code>
          <CopyButton text={made} label="Copy signing key" />
        </div>
        <div className="dialog-actions">
          <Button kind="primary" onPress={onClose} autoFocus>
            Done
          </Button>
        </div>
      </div>
    )
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!set.isPending) set.mutate({ url: url.trim(), signing_key: key })
      }}
    >
      <TextField
        label="Address"
        description="It hears of everything. Private addresses are called, too."
        placeholder="https://example.com/hooks"
        isRequired
        value={url}
        onChange={setUrl}
      />
      <Select label="Signed" value={key} onChange={(chosen) => setKey(chosen as Key)}>
        {(Object.keys(KEYS) as Key[])
          .filter((one) => one !== 'keep' || current)
          .map((one) => (
            <Option key={one} id={one}>
              {KEYS[one]}
            </Option>
          ))}
      </Select>
      {set.error && (
        <p className="refused" role="alert">
          {set.error.message}
        </p>
      )}
      <div className="dialog-actions">
        {isOn && (
          <Button kind="danger" onPress={() => set.mutate(null)}>
            Tell nobody
          </Button>
        )}
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" kind="primary">
          Save
        </Button>
      </div>
    </Form>
  )
}

export const StoreAddress = ({ dialect, ...props }: Omit<Props, 'dialect'> & { dialect: string | null }) => (
  <Dialog
    title={`${dialectTitle(dialect ?? '')}’s address`}
    isOpen={dialect !== null}
    onClose={props.onClose}
  >
    {dialect !== null && <Address {...props} dialect={dialect} />}
  </Dialog>
)
