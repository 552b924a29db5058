/** Facts: what is known of the data that the cases run against, put into their texts. */
import type { ConformanceCase, Facts, Shape } from './case.ts'

/** `/customers/{customer}` with the facts put in; a name without a fact stays as it is. */
export const fill = (text: string, facts: Facts): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => facts[name] ?? whole)

const PLACEHOLDER = /\{([a-z_]+)\}/g
/** The facts that a text names: `['customer']`. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name)

/** The facts that the case relies on and that are not known, each once. */
export function missingFacts(one: ConformanceCase, facts: Facts): string[] {
  const { path, host = '', body = '', headers = {}, expect, needs = [] } = one
  const expected = Object.values(expect.headers ?? {}).filter((value) => typeof value === 'string')
  const texts = [path, host, body, ...Object.values(headers), ...expected]
  const wanted = [...needs, ...texts.flatMap(namesIn), ...factsOf(expect.body)]
  return [...new Set(wanted)].filter((name) => facts[name] === undefined)
}

function factsOf(shape: Shape | undefined): readonly string[] {
  if (typeof shape === 'string') return namesIn(shape)
  if (typeof shape === 'function') return shape.needs ?? []
  if (shape === null || typeof shape !== 'object' || shape instanceof RegExp) return []
  return Object.values(shape).flatMap((inner: Shape) => factsOf(inner))
}
