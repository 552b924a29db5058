/** A row with what was measured of it. */
import { type Measured, median } from '../measure/measured.ts'
import type { Row, Target } from '../table.ts'

export interface Outcome {
  row: Row
  /** Null: it was not measured, and `reason` says why. */
  measured: Measured | null
  reason: string | null
}

export const isMet = (target: Target, value: number): boolean =>
  'atLeast' in target ? value >= target.atLeast : value <= target.atMost

export interface Figures {
  value: number
  least: number
  most: number
}

export const figuresOf = ({ values }: Measured): Figures => ({
  value: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
})

/** Three figures that count: `0.152`, `3.10`, `1,240`. */
export function show(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3)
}

export const showTarget = (target: Target | null): string =>
  target === null ? '' : 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`

export function verdict({ row, measured }: Outcome): string {
  if (!measured) return 'not measured'
  if (!row.target) return ''
  return isMet(row.target, median(measured.values)) ? 'yes' : '**no**'
}
