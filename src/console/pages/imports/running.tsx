import type { ImportShown } from '../../../server/admin/imports/present.ts'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/states.tsx'
import { count } from '../../ui/values.tsx'
import { formatName } from './formats.ts'

interface Props {
  one: ImportShown
  onStop(): void
}

/** One that is on its way: how far, how fast, with what outcome so far. */
export function Running({ one, onStop }: Props) {
  const isSending = one.state === 'uploading'
  const [done, whole] = isSending ? [one.received, one.size] : [one.bytes_read, one.size]
  const share = whole > 0 ? done / whole : 0
  const rate = one.seconds > 0 ? Math.round(one.read / one.seconds) : 0
  return (
    <section className="card" aria-label={`Import of ${one.name}`}>
      <div className="row spread">
        <h2>{one.name}</h2>
        <Button onPress={onStop}>{isSending ? 'Take back' : 'Stop'}</Button>
      </div>
      <Progress
        label={`${isSending ? 'Being sent' : `${formatName(one.format)}, ${count(one.read)} records read`}, ${Math.floor(share * 100)} %`}
        share={share}
      />
      {!isSending && (
        <p className="soft">
          {`${count(one.created)} created, ${count(one.updated)} updated, ${count(one.unchanged)} unchanged, ${count(one.rejected)} rejected; ${count(rate)} a second`}
        </p>
      )}
    </section>
  )
}
