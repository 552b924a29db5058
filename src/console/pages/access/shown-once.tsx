import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

interface Props {
  /** Members by name; null: nothing is shown. */
  printed: Readonly<Record<string, string>> | null
  onClose(): void
}

/** A secret is shown when it is made, and never again: only what it is checked by is kept. */
export const ShownOnce = ({ printed, onClose }: Props) => (
  <Dialog title="Copy it now" isOpen={printed !== null} onClose={onClose} stays>
    <div className="stack">
      <p>This is shown only this once. The server keeps no copy from which it could be read.</p>
      <dl className="shown-once">
        {Object.entries(printed ?? {}).map(([name, value]) => (
          <div key={name}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd>
              <code>{value}</code>
              <CopyButton text={value} label={`Copy ${name.replaceAll('_', ' ')}`} quiet />
            </dd>
          </div>
        ))}
      </dl>
      <div className="dialog-actions">
        <Button kind="primary" onPress={onClose}>
          Done
        </Button>
      </div>
    </div>
  </Dialog>
)
