import { ICONS } from '../shell/icons.tsx'
import { Button } from './button.tsx'
import { tell } from './toast.tsx'

/** Puts `text` on the clipboard; `label` says what is copied: `Copy as curl`. */
export const CopyButton = ({
  text,
  label = 'Copy',
  quiet = false,
}: {
  text: string
  label?: string
  quiet?: boolean
}) => (
  <Button
    kind={quiet ? 'quiet' : 'plain'}
    onPress={() =>
      navigator.clipboard.writeText(text).then(
        () => tell('Copied'),
        () => tell('The browser does not let this page copy.', 'bad'),
      )
    }
  >
    {ICONS.copy}
    {label}
  </Button>
)
