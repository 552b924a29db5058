/** Tells how far long work is, on stderr: a bar that redraws on a terminal, a line every few seconds elsewhere. */
const REDRAW_MS = 100
const LINE_MS = 3000
const WIDTH = 28

export interface ProgressState {
  /** From 0 to 1; null when nobody knows how much there is. */
  share: number | null
  text: string
}

export interface Terminal {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

export function createProgress(label: string, out: Terminal = process.stderr, now = () => Date.now()) {
  const tty = out.isTTY === true
  // Elsewhere the first line comes only once the work has proved long.
  let last = tty ? 0 : now()
  let drawn = false
  const draw = ({ share, text }: ProgressState) => {
    const percent = share === null ? '' : ` ${String(Math.floor(share * 100)).padStart(3)}%`
    if (!tty) return void out.write(`${label}${percent}  ${text}\n`)
    const full = Math.round((share ?? 0) * WIDTH)
    const bar = share === null ? '' : ` [${'█'.repeat(full)}${'·'.repeat(WIDTH - full)}]`
    out.write(`\r\x1b[K${`${label}${bar}${percent}  ${text}`.slice(0, (out.columns ?? 80) - 1)}`)
    drawn = true
  }
  return {
    update(state: ProgressState): void {
      if (now() - last < (tty ? REDRAW_MS : LINE_MS)) return
      last = now()
      draw(state)
    },
    /** Takes the bar away: what the command prints next starts on a clean line. */
    done(): void {
      if (drawn) out.write('\r\x1b[K')
    },
  }
}
