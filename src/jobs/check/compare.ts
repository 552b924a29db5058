/** Holds an answer against what a case expects, and says where they differ. */

import {
  type ConformanceCase,
  compareMembers,
  type Difference,
  type Facts,
  type Shape,
} from '../../dialects/case.ts'
import type { ClientAnswer } from '../../dialects/client.ts'
import { fill } from '../../dialects/facts.ts'

/** Every difference; a body is only looked at where the status and the headers are right. */
export function compareAnswer(
  expected: ConformanceCase['expect'],
  answer: ClientAnswer,
  facts: Facts,
): Difference[] {
  const { status, headers = {}, body } = expected
  const found: Difference[] = []
  if (answer.status !== status)
    found.push({ at: 'status', expected: String(status), got: `${answer.status} ${answer.body}`.trim() })
  for (const [name, wanted] of Object.entries(headers)) {
    const difference = compareHeader(name, wanted, answer, facts)
    if (difference) found.push(difference)
  }
  if (body === undefined || found.length > 0) return found
  return compareShape(body, parseJson(answer.body), 'body', facts)
}

function compareHeader(
  name: string,
  wanted: string | RegExp | null,
  { headers }: ClientAnswer,
  facts: Facts,
): Difference | null {
  const got = Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  const text = typeof wanted === 'string' ? fill(wanted, facts) : wanted
  const fits =
    text === null ? got === undefined : typeof text === 'string' ? got === text : text.test(got ?? '')
  return fits
    ? null
    : { at: `header ${name}`, expected: text === null ? '(none)' : String(text), got: got ?? '(none)' }
}

/** Every place where the value is not of the shape. */
export function compareShape(shape: Shape, value: unknown, at: string, facts: Facts): Difference[] {
  const differs = (expected: string): Difference[] => [
    { at, expected, got: JSON.stringify(value) ?? 'nothing' },
  ]
  if (typeof shape === 'function') {
    const verdict = shape(value, facts)
    if (verdict === true) return []
    return typeof verdict === 'string' ? differs(verdict) : [{ ...verdict, at: within(at, verdict.at) }]
  }
  if (shape instanceof RegExp)
    return typeof value === 'string' && shape.test(value) ? [] : differs(`like ${shape}`)
  if (typeof shape === 'string') {
    const text = fill(shape, facts)
    return value === text ? [] : differs(JSON.stringify(text))
  }
  if (shape === null || typeof shape !== 'object')
    return value === shape ? [] : differs(JSON.stringify(shape))
  if (Array.isArray(shape)) {
    if (!Array.isArray(value) || value.length !== shape.length) return differs(`a list of ${shape.length}`)
    return shape.flatMap((element, index) => compareShape(element, value[index], `${at}.${index}`, facts))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return differs('an object')
  const members = compareMembers(Object.keys(shape), Object.keys(value))
  if (members) return [{ ...members, at }]
  return Object.entries(shape).flatMap(([name, inner]) =>
    compareShape(inner, (value as Record<string, unknown>)[name], `${at}.${name}`, facts),
  )
}

const within = (at: string, inner: string): string => (inner === '' ? at : `${at}.${inner}`)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
