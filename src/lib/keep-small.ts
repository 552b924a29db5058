/** How much memory a process takes beyond what it has in use: V8 lets the heap grow to four times that, where there is room. */
import { setFlagsFromString } from 'node:v8'

/**
 * Tells this process, from now on, to rather collect garbage than to grow: it is for commands that stream through
 * any amount of data. V8 otherwise compiles WebAssembly on every core at once, too, whose working memory stays with the
 * process. Costs a tenth of the speed.
 */
export function keepSmall(): void {
  setFlagsFromString('--optimize-for-size')
  setFlagsFromString('--wasm-num-compilation-tasks=1')
}

/** By how much more than what is in use the heap of a server grows before it is collected, in hundredths. */
const SERVER_GROWTH = 50

/**
 * For what runs for weeks: beside mixed requests the heap of a server went to three times of what it had in use before its
 * garbage was collected. Now that is done more often; more often still costs more than it saves (docs/design/0015).
 */
export const growSlowly = (): void => setFlagsFromString(`--heap-growing-percent=${SERVER_GROWTH}`)
