/** What a key does on a line of JSON, as in any tree (WAI-ARIA, tree view). */
import type { JsonLine } from './json-lines.ts'
import { above } from './json-tree.ts'

type Step = { goTo: JsonLine | undefined } | { fold: boolean } | { unfoldAll: true } | { pick: true }

/** `stops` are the lines that can be stopped at, in order. Null: the key does nothing here. */
export function stepOf(key: string, line: JsonLine, stops: readonly JsonLine[]): Step | null {
  const place = stops.indexOf(line)
  switch (key) {
    case 'ArrowDown':
      return { goTo: stops[place + 1] }
    case 'ArrowUp':
      return { goTo: stops[place - 1] }
    case 'Home':
      return { goTo: stops[0] }
    case 'End':
      return { goTo: stops.at(-1) }
    case 'ArrowRight':
      if (line.role === 'leaf') return null
      return line.role === 'folded' ? { fold: false } : { goTo: stops[place + 1] }
    case 'ArrowLeft':
      if (line.role === 'open' && line.pointer !== '') return { fold: true }
      return { goTo: stops.find(({ pointer }) => pointer === (above(line.pointer)[0] ?? '')) }
    case '*':
      return { unfoldAll: true }
    case 'Enter':
    case ' ':
      return { pick: true }
    default:
      return null
  }
}
