import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { SourceShown } from '../../../server/admin/syncs/present.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { Platform } from './api.ts'
import { CredentialFields, given } from './credential-fields.tsx'

interface Props {
  slug: string
  platforms: readonly Platform[]
  /** Undefined: one that is new. */
  source: SourceShown | undefined
  onClose(): void
}

const LINKS: Readonly<Record<string, string>> = {
  'verified-email': 'the same e-mail, proven on both sides',
  email: 'the same e-mail',
  none: 'nothing: none are the same',
}
const CHOICES = {
  dry_run: 'Dry run: say what would be done and write nothing',
  full: 'Read everything, and find what is gone there',
  reset: 'Forget how far it was read, and start anew',
  remove_many: 'Remove what is gone there even if it is most of it',
} as const
type Choice = keyof typeof CHOICES

export function StartSync({ slug, platforms, source, onClose }: Props) {
  const [dialect, setDialect] = useState(source?.dialect ?? platforms[0]?.name ?? '')
  const [name, setName] = useState('')
  const [from, setFrom] = useState(source?.from ?? '')
  const [credential, setCredential] = useState<Readonly<Record<string, string>>>({})
  const [linkBy, setLinkBy] = useState(source?.link_by ?? 'verified-email')
  const [chosen, setChosen] = useState<readonly Choice[]>([])
  const [minutes, setMinutes] = useState('')
  const isDry = chosen.includes('dry_run')
  const platform = platforms.find((one) => one.name === dialect)
  const start = useChange(
    ['syncs', slug],
    (body: object) => api<SourceShown>(path`/organizations/${slug}/syncs`, { method: 'POST', body }),
    { quiet: true, onSuccess: onClose },
  )
  const body = () => ({
    dialect,
    name: source?.name ?? (name.trim() || null),
    from: from.trim() || null,
    credential: given(credential),
    link_by: linkBy,
    ...Object.fromEntries(chosen.map((one) => [one, true])),
    every_seconds: !isDry && minutes ? Number(minutes) * 60 : null,
  })
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!start.isPending) start.mutate(body())
      }}
    >
      {!source && (
        <>
          <Select
            label="Platform"
            value={dialect}
            onChange={(next) => {
              setDialect(next)
              setCredential({})
            }}
          >
            {platforms.map(({ name: id, title }) => (
              <Option key={id} id={id}>
                {title}
              </Option>
            ))}
          </Select>
          <TextField
            label="What it is called here"
            placeholder={dialect}
            description="Letters, digits, dots and dashes; needed where there are several of one platform."
            value={name}
            onChange={setName}
          />
        </>
      )}
      <TextField
        label="Address"
        placeholder="https://shop.example.com"
        isRequired
        value={from}
        onChange={setFrom}
      />
      <CredentialFields
        platform={platform}
        isKept={source?.every_seconds != null}
        value={credential}
        onChange={setCredential}
      />
      <Select label="Its customers are those of other sources by" value={linkBy} onChange={setLinkBy}>
        {Object.entries(LINKS).map(([id, text]) => (
          <Option key={id} id={id}>
            {text}
          </Option>
        ))}
      </Select>
      <fieldset className="sync-choices">
        <legend>This time</legend>
        {(Object.keys(CHOICES) as Choice[]).map((one) => (
          <Checkbox
            key={one}
            isSelected={chosen.includes(one)}
            onChange={(isOn) => setChosen(isOn ? [...chosen, one] : chosen.filter((other) => other !== one))}
          >
            {CHOICES[one]}
          </Checkbox>
        ))}
      </fieldset>
      {isDry ? (
        <p className="soft small">
          A small store holds other requests up while it works out the outcome of a dry run.
        </p>
      ) : (
        <TextField
          label="And by itself every so many minutes"
          description="Empty: as it is. The credential is then kept, encrypted."
          inputMode="numeric"
          pattern="[0-9]*"
          value={minutes}
          onChange={setMinutes}
        />
      )}
      {start.error && (
        <p className="refused" role="alert">
          {start.error.message}
        </p>
      )}
      <div className="dialog-actions">
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" kind="primary">
          {isDry ? 'Try it' : 'Sync'}
        </Button>
      </div>
    </Form>
  )
}

/** The form is new each time that it opens. */
export const StartSyncDialog = ({ isOpen, ...props }: Props & { isOpen: boolean }) => (
  <Dialog
    title={props.source ? `Sync ${props.source.name}` : 'Sync from a server'}
    isOpen={isOpen}
    onClose={props.onClose}
  >
    <StartSync {...props} />
  </Dialog>
)
