import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { SourceShown } from '../../../server/admin/syncs/present.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { Platform } from './api.ts'
import { CredentialFields, given } from './credential-fields.tsx'

interface Props {
  slug: string
  platforms: readonly Platform[]
  source: SourceShown
  onClose(): void
}

function Schedule({ slug, platforms, source, onClose }: Props) {
  const isOn = source.every_seconds !== null
  const [minutes, setMinutes] = useState(String(Math.round((source.every_seconds ?? 3600) / 60)))
  const [credential, setCredential] = useState<Readonly<Record<string, string>>>({})
  const at = path`/organizations/${slug}/syncs/${source.name}/schedule`
  const set = useChange(
    ['syncs', slug],
    (every: number | null) =>
      every === null
        ? api(at, { method: 'DELETE' })
        : api(at, { method: 'PUT', body: { every_seconds: every, credential: given(credential) } }),
    { quiet: true, onSuccess: onClose },
  )
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!set.isPending) set.mutate(Number(minutes) * 60)
      }}
    >
      <TextField
        label="Every so many minutes"
        description="While this server runs. The credential is kept, encrypted, until the schedule is stopped."
        inputMode="numeric"
        pattern="[0-9]+"
        isRequired
        value={minutes}
        onChange={setMinutes}
      />
      <CredentialFields
        platform={platforms.find(({ name }) => name === source.dialect)}
        isKept={isOn}
        value={credential}
        onChange={setCredential}
      />
      {set.error && (
        <p className="refused" role="alert">
          {set.error.message}
        </p>
      )}
      <div className="dialog-actions">
        {isOn && (
          <Button kind="danger" onPress={() => set.mutate(null)}>
            Stop the schedule
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

export const ScheduleDialog = ({
  source,
  ...props
}: Omit<Props, 'source'> & { source: SourceShown | null }) => (
  <Dialog title={`Schedule of ${source?.name}`} isOpen={source !== null} onClose={props.onClose}>
    {source && <Schedule {...props} source={source} />}
  </Dialog>
)
