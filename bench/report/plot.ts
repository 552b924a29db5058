/** The results as a picture: each figure as a share of its target, on a logarithmic axis; readable on light and dark. */
import { escapeHtml } from '../../src/lib/escape-html.ts'
import { figuresOf, isMet, type Outcome, show, showTarget } from './outcome.ts'

const WIDTH = 960
const LINE = 26
const TOP = 64
/** Where names end and figures begin. */
const LEFT = 470
const RIGHT = 110
/** The axis reaches from a tenth of the target to ten times the target. */
const DECADES = 1

export function plot(outcomes: readonly Outcome[]): string {
  const shown = outcomes.filter(({ row, measured }) => row.target && measured)
  const height = TOP + shown.length * LINE + 24
  const x = (share: number) => {
    const place = Math.max(-DECADES, Math.min(DECADES, Math.log10(Math.max(share, 1e-9))))
    return LEFT + ((place + DECADES) / (2 * DECADES)) * (WIDTH - LEFT - RIGHT)
  }
  const marks = [0.1, 0.2, 0.5, 1, 2, 5, 10].map(
    (
      share,
    ) => `<line class="${share === 1 ? 'aim' : 'grid'}" x1="${x(share)}" x2="${x(share)}" y1="${TOP - 12}" y2="${height - 20}"/>
<text class="small" text-anchor="middle" x="${x(share)}" y="${TOP - 18}">${share === 1 ? 'target' : `×${share}`}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Measured figures as shares of their targets; to the right of the line is better">
<style>
text { font: 13px system-ui, sans-serif; fill: #57606a }
.small { font-size: 11px }
.grid { stroke: #8c959f; stroke-opacity: .3 }
.aim { stroke: #57606a; stroke-width: 1.5 }
.met { fill: #1a7f37 } .missed { fill: #cf222e }
.spread { stroke: #8c959f; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #9198a1 } .aim { stroke: #9198a1 } .met { fill: #3fb950 } .missed { fill: #f85149 } }
</style>
<text x="8" y="20">Share of the target, turned so that right of the line is better; a bar of least to most</text>
${marks.join('\n')}
${shown.map((outcome, place) => line(outcome, TOP + place * LINE + LINE / 2, x)).join('\n')}
</svg>
`
}

function line({ row, measured }: Outcome, y: number, x: (share: number) => number): string {
  if (!row.target || !measured) return ''
  const { target } = row
  const { value, least, most } = figuresOf(measured)
  const share = (figure: number) =>
    'atLeast' in target ? figure / target.atLeast : target.atMost / Math.max(figure, 1e-9)
  const [from, to] = [x(share(least)), x(share(most))].sort((a, b) => a - b)
  return `<text text-anchor="end" x="${LEFT - 12}" y="${y + 4}">${escapeHtml(row.title)}</text>
<line class="spread" x1="${from}" x2="${to}" y1="${y}" y2="${y}"/>
<circle class="${isMet(target, value) ? 'met' : 'missed'}" cx="${x(share(value))}" cy="${y}" r="5"/>
<text class="small" x="${WIDTH - RIGHT + 14}" y="${y + 4}">${show(value)} (${showTarget(target)})</text>`
}
