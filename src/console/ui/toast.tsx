/** Short words in the corner about what was done or failed; read out by screen readers. */
import {
  Button,
  UNSTABLE_ToastRegion as Region,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
} from 'react-aria-components'
import { ICONS } from '../shell/icons.tsx'
import './toast.css'

interface Told {
  text: string
  tone: 'good' | 'bad'
}

const queue = new ToastQueue<Told>({ maxVisibleToasts: 4 })

/** `tell('Saved')`; what failed stays longer. What stands there already is not said again. */
export function tell(text: string, tone: Told['tone'] = 'good'): void {
  if (queue.visibleToasts.some(({ content }) => content.text === text)) return
  queue.add({ text, tone }, { timeout: tone === 'good' ? 5000 : 15_000 })
}

export const ToastRegion = () => (
  <Region queue={queue} className="toasts">
    {({ toast }) => (
      <Toast toast={toast} className={`toast ${toast.content.tone}`}>
        <ToastContent>
          <Text slot="title">{toast.content.text}</Text>
        </ToastContent>
        <Button slot="close" aria-label="Close">
          {ICONS.close}
        </Button>
      </Toast>
    )}
  </Region>
)
