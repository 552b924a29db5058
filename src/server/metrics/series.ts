/**
 * Numbers that are counted and shown in Prometheus' text format (its exposition formats, version 0.0.4). What one process
 * counted is a plain value, so that it can be sent to another and added up. Written by hand: a library's histogram costs as
 * much for each request as all that is counted of it here, and would have to be kept in step over processes as well.
 */

export type Kind = 'counter' | 'gauge' | 'histogram'

export interface Metric {
  kind: Kind
  about: string
}

/** Upper bounds, seconds; beyond the last is one more. */
export const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const
const SUM = BUCKETS.length + 1
const SIZE = BUCKETS.length + 2

/** Counts by bucket, not added up, and the sum in seconds; of a counter or gauge its one value. */
export type Series = number[]

/** By metric, by labels (`dialect="shopline",status="200"`). */
export type Counted = Record<string, Record<string, Series>>

export const newHistogram = (): Series => new Array<number>(SIZE).fill(0)

export function observe(series: Series, milliseconds: number): void {
  const seconds = milliseconds / 1000
  let at = 0
  while (at < BUCKETS.length && seconds > (BUCKETS[at] as number)) at++
  series[at] = (series[at] as number) + 1
  series[SUM] = (series[SUM] as number) + seconds
}

/** The sum of what several processes counted. */
export function addUp(all: readonly Counted[]): Counted {
  const sum: Counted = {}
  for (const counted of all)
    for (const [name, found] of Object.entries(counted)) {
      sum[name] ??= {}
      const own = sum[name]
      for (const [labels, series] of Object.entries(found))
        own[labels] = own[labels]?.map((value, at) => value + (series[at] ?? 0)) ?? [...series]
    }
  return sum
}

/** `only` of these kinds: what a process that has ended leaves are its counts, not its memory. */
export const onlyKinds = (
  metrics: Readonly<Record<string, Metric>>,
  counted: Counted,
  kinds: readonly Kind[],
): Counted =>
  Object.fromEntries(
    Object.entries(counted).filter(([name]) => metrics[name] && kinds.includes(metrics[name].kind)),
  )

/** A metric without any numbers is left out. */
export function textOf(metrics: Readonly<Record<string, Metric>>, counted: Counted): string {
  const lines: string[] = []
  for (const [name, { kind, about }] of Object.entries(metrics)) {
    const found = Object.entries(counted[name] ?? {})
    if (found.length === 0) continue
    lines.push(`# HELP ${name} ${about}`, `# TYPE ${name} ${kind}`)
    for (const [labels, series] of found)
      lines.push(
        ...(kind === 'histogram' ? histogramLines(name, labels, series) : [single(name, labels, series)]),
      )
  }
  return `${lines.join('\n')}\n`
}

const single = (name: string, labels: string, [value = 0]: Series): string =>
  `${name}${labels && `{${labels}}`} ${value}`

function histogramLines(name: string, labels: string, series: Series): string[] {
  const further = labels && `${labels},`
  let count = 0
  const buckets = [...BUCKETS, '+Inf'].map((bound, at) => {
    count += series[at] ?? 0
    return `${name}_bucket{${further}le="${bound}"} ${count}`
  })
  const own = labels && `{${labels}}`
  return [...buckets, `${name}_sum${own} ${series[SUM] ?? 0}`, `${name}_count${own} ${count}`]
}

/** A label's value as the format wants it. */
export const label = (name: string, value: string | number): string =>
  `${name}="${String(value).replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}"`
