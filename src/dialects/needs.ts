/**
 * Which facts a case relies on, read off the case: what its request and the texts of its answer name in braces, and what
 * its checks say they rely on. So a case needs no list of its own beside its texts, and takes no part where one is unknown.
 */
import type { ConformanceCase, Facts, Shape } from './case.ts'

type Check = (value: unknown, facts: Facts) => true | string

/** A check that uses these facts: `reliesOn(['customer'], (value, { customer }) => …)`. */
export const reliesOn = (facts: readonly string[], check: Check): Check => Object.assign(check, { facts })

/** The cases with all their needs, those that read before those that write; the order of either stays. */
export function readyToCheck(cases: readonly ConformanceCase[]): ConformanceCase[] {
  const ready = cases.map((one) => ({ ...one, needs: [...new Set([...(one.needs ?? []), ...needsOf(one)])] }))
  return [...ready.filter(({ writes }) => !writes), ...ready.filter(({ writes }) => writes)]
}

function needsOf({ path, host = '', headers = {}, body = '', expect }: ConformanceCase): string[] {
  const texts = [path, host, body, ...Object.values(headers)]
  return [...texts.flatMap(named), ...namedIn(expect.body ?? null)]
}

const named = (text: string): string[] => [...text.matchAll(/\{([a-z_]+)\}/g)].map(([, fact = '']) => fact)

function namedIn(shape: Shape): readonly string[] {
  if (typeof shape === 'string') return named(shape)
  if (typeof shape === 'function') return (shape as { facts?: readonly string[] }).facts ?? []
  if (shape === null || typeof shape !== 'object' || shape instanceof RegExp) return []
  return Object.values(shape).flatMap((inner: Shape) => namedIn(inner))
}
