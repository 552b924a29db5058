import { TextField } from '../../ui/text-field.tsx'
import type { Platform } from './api.ts'

interface Props {
  platform: Platform | undefined
  /** The server keeps one already. */
  isKept: boolean
  value: Readonly<Record<string, string>>
  onChange(value: Readonly<Record<string, string>>): void
}

/** What the platform wants to know who one is. Secrets are never shown again. */
export const CredentialFields = ({ platform, isKept, value, onChange }: Props) =>
  platform?.credential.map(({ name, about, secret, optional }) => (
    <TextField
      key={name}
      label={capital(name.replaceAll('_', ' '))}
      description={isKept ? 'Kept. Leave it empty to use it again.' : `${capital(about)}.`}
      type={secret ? 'password' : 'text'}
      autoComplete="off"
      isRequired={!isKept && !optional}
      value={value[name] ?? ''}
      onChange={(text) => onChange({ ...value, [name]: text })}
    />
  ))

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What was filled in. */
export const given = (value: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(value).filter(([, text]) => text.trim() !== ''))
