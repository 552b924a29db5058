/** Plots of our own: bars or lines over steps of an axis, read with the keyboard, and as a table. */
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Button } from './button.tsx'
import { plotScale } from './plot-scale.ts'
import './plot.css'
import './table.css'

export interface Series {
  name: string
  /** `var(--shopline)` */
  color: string
  /** One for each step; null: nothing is known. */
  values: readonly (number | null)[]
}

interface Props {
  title: string
  /** What the steps are: `Month`. */
  over: string
  steps: readonly string[]
  series: readonly Series[]
  /** Bars stand on one another; lines each for itself. */
  kind: 'bars' | 'lines'
  /** A value for people; `short` on the axis. */
  format(value: number, short?: boolean): string
  /** Said where there is nothing to plot. */
  nothing: string
  isTable: boolean
  onTable(isTable: boolean): void
  children?: ReactNode
}

const HEIGHT = 230
const [LEFT, RIGHT, TOP, BOTTOM] = [62, 6, 12, 26]
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM
/** What the longest word on the axis needs, pixels. */
const roomFor = (words: readonly string[]): number => 22 + 7 * Math.max(...words.map((word) => word.length))
const colored = (color: string) => ({ '--series': color }) as CSSProperties

export function Plot(props: Props) {
  const { title, series, steps, isTable, onTable, nothing, children } = props
  const id = useId()
  const isEmpty = steps.length === 0 || series.every(({ values }) => values.every((value) => !value))
  return (
    <section className="card plot" aria-labelledby={id}>
      <div className="plot-head">
        <h2 id={id}>{title}</h2>
        {!isEmpty && (
          <Button
            kind="quiet"
            aria-label={`${title} as a ${isTable ? 'plot' : 'table'}`}
            onPress={() => onTable(!isTable)}
          >
            {isTable ? 'Plot' : 'Table'}
          </Button>
        )}
      </div>
      {children}
      {isEmpty ? (
        <p className="plot-none">{nothing}</p>
      ) : isTable ? (
        <Table {...props} labelledBy={id} />
      ) : (
        <>
          {series.length > 1 && <Legend {...props} />}
          <Drawing {...props} />
        </>
      )}
    </section>
  )
}

const Legend = ({ series, kind }: Props) => (
  <ul className="plot-legend">
    {series.map(({ name, color }) => (
      <li key={name}>
        <i className={kind === 'lines' ? 'line' : ''} style={colored(color)} />
        {name}
      </li>
    ))}
  </ul>
)

const Table = ({ over, steps, series, format, labelledBy }: Props & { labelledBy: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
  <section className="table-frame plot-table" tabIndex={0} aria-labelledby={labelledBy}>
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{over}</th>
          {series.map(({ name }) => (
            <th key={name} scope="col" className="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map((step, index) => (
          <tr key={step}>
            <th scope="row">{step}</th>
            {series.map(({ name, values }) => (
              <td key={name} className="number">
                {textOf(values[index] ?? null, format)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

const textOf = (value: number | null, format: Props['format']): string =>
  value === null ? '–' : format(value)

/** Arrows go from step to step; the values of the one that is marked are said. */
function Drawing({ title, steps, series, kind, format }: Props) {
  const [marked, mark] = useState<number | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  // Drawn in the pixels that there are, so that words keep their size.
  const [whole, setWhole] = useState(560)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(
      ([entry]) => entry && setWhole(Math.max(240, entry.contentRect.width)),
    )
    if (frame.current) observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  const sums = steps.map((_step, index) => {
    const values = series.map(({ values }) => values[index] ?? 0)
    return kind === 'bars' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values)
  })
  const { ticks, top } = plotScale(Math.max(...sums))
  const width = (whole - LEFT - RIGHT) / steps.length
  const x = (index: number) => LEFT + width * index
  const y = (value: number) => TOP + PLOT_HEIGHT * (1 - value / top)
  const every = Math.ceil(steps.length / Math.max(2, Math.floor((whole - LEFT) / roomFor(steps))))
  const onKeyDown = (event: KeyboardEvent) => {
    const last = steps.length - 1
    const moves: Record<string, number> = {
      ArrowRight: marked === null ? 0 : Math.min(last, marked + 1),
      ArrowLeft: marked === null ? last : Math.max(0, marked - 1),
      Home: 0,
      End: last,
    }
    const to = moves[event.key]
    if (event.key === 'Escape') mark(null)
    if (to === undefined) return
    event.preventDefault()
    mark(to)
  }
  const told = marked === null ? null : steps[marked]
  return (
    <div
      className="plot-frame"
      ref={frame}
      tabIndex={0}
      role="slider"
      aria-label={`${title}: go through it with the arrow keys`}
      aria-valuemin={0}
      aria-valuemax={steps.length - 1}
      aria-valuenow={marked ?? 0}
      aria-valuetext={
        marked === null
          ? `${steps[0]} to ${steps.at(-1)}`
          : `${told}: ${series.map(({ name, values }) => `${name} ${textOf(values[marked] ?? null, format)}`).join(', ')}`
      }
      onKeyDown={onKeyDown}
      onBlur={() => mark(null)}
      onPointerLeave={() => mark(null)}
      onPointerMove={({ clientX, currentTarget }) => {
        const box = currentTarget.getBoundingClientRect()
        const at = Math.floor((((clientX - box.left) / box.width) * whole - LEFT) / width)
        mark(at >= 0 && at < steps.length ? at : null)
      }}
    >
      <svg viewBox={`0 0 ${whole} ${HEIGHT}`} aria-hidden="true">
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              className={tick === 0 ? 'plot-axis' : 'plot-grid'}
              x1={LEFT}
              x2={whole - RIGHT}
              y1={y(tick)}
              y2={y(tick)}
            />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
              {format(tick, true)}
            </text>
          </g>
        ))}
        {steps.map((step, index) =>
          (steps.length - 1 - index) % every === 0 ? (
            <text
              key={step}
              x={x(index) + width / 2}
              y={HEIGHT - 6}
              textAnchor={index === steps.length - 1 && steps.length > 12 ? 'end' : 'middle'}
            >
              {step}
            </text>
          ) : null,
        )}
        {marked !== null && (
          <rect className="plot-mark" x={x(marked)} y={TOP} width={width} height={PLOT_HEIGHT} />
        )}
        {kind === 'bars' ? (
          <Bars series={series} steps={steps} x={x} y={y} width={width} />
        ) : (
          <Lines series={series} x={(index) => x(index) + width / 2} y={y} />
        )}
      </svg>
      {marked !== null && (
        <div className={`plot-told ${marked > steps.length / 2 ? 'start' : 'end'}`} aria-hidden="true">
          <strong>{told}</strong>
          {series.map(({ name, color, values }) => (
            <span key={name}>
              <span>
                <i style={colored(color)} />
                {name}
              </span>
              <b>{textOf(values[marked] ?? null, format)}</b>
            </span>
          ))}
        </div>
      )}
    </div>
  )
}

interface Drawn {
  series: readonly Series[]
  x(index: number): number
  y(value: number): number
}

function Bars({ series, steps, x, y, width }: Drawn & { steps: readonly string[]; width: number }) {
  const gap = Math.min(6, width * 0.2)
  return steps.map((step, index) => {
    let below = 0
    return (
      <g key={step}>
        {series.map(({ name, color, values }) => {
          const value = values[index] ?? 0
          if (value <= 0) return null
          const from = below
          below += value
          const height = Math.max(1, y(from) - y(below))
          return (
            <rect
              key={name}
              className="plot-bar"
              style={colored(color)}
              x={x(index) + gap / 2}
              width={Math.max(1, width - gap)}
              y={y(from) - height}
              height={height}
            />
          )
        })}
      </g>
    )
  })
}

const Lines = ({ series, x, y }: Drawn) =>
  series.map(({ name, color, values }) => {
    const points = values.flatMap((value, index) => (value === null ? [] : [[x(index), y(value)] as const]))
    const line = points.map(([left, top], index) => `${index === 0 ? 'M' : 'L'}${left} ${top}`).join('')
    const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0]
    return (
      <g key={name} style={colored(color)}>
        {series.length === 1 && points.length > 1 && (
          <path className="plot-area" d={`${line}L${last} ${y(0)}L${first} ${y(0)}Z`} />
        )}
        <path className="plot-line" d={line} />
        {points.length < 40 &&
          points.map(([left, top]) => <circle key={left} className="plot-dot" cx={left} cy={top} r={3.5} />)}
      </g>
    )
  })
