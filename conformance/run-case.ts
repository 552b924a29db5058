/** Runs one conformance case and tells what differs from the specification. */
import type { CaseCredential, ConformanceCase, Facts, Shape } from '../src/dialects/case.ts'

export interface CaseAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

/** Sends the case's request to a server; `path` has its facts filled in. */
export type SendCase = (request: {
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  body: string
  /** The label below the server's domain that the Host names; null for the server's own. */
  host: string | null
  credential: CaseCredential
}) => Promise<CaseAnswer>

export type CaseResult =
  | { outcome: 'passed' | 'skipped' }
  | { outcome: 'failed'; failures: { at: string; expected: string; got: string }[] }

export async function runCase(test: ConformanceCase, send: SendCase, facts: Facts): Promise<CaseResult> {
  if (test.needs?.some((fact) => facts[fact] === undefined)) return { outcome: 'skipped' }
  const answer = await send({
    method: test.method ?? 'GET',
    path: fill(test.path, facts),
    headers: Object.fromEntries(
      Object.entries(test.headers ?? {}).map(([name, value]) => [name, fill(value, facts)]),
    ),
    body: fill(test.body ?? '', facts),
    host: test.host === undefined ? null : fill(test.host, facts),
    credential: test.credential ?? 'valid',
  })
  const failures = compareAnswer(test, answer, facts)
  return failures.length === 0 ? { outcome: 'passed' } : { outcome: 'failed', failures }
}

type Failure = { at: string; expected: string; got: string }

function compareAnswer(test: ConformanceCase, answer: CaseAnswer, facts: Facts): Failure[] {
  const { status, headers = {}, body } = test.expect
  const failures: Failure[] = []
  if (answer.status !== status)
    failures.push({ at: 'status', expected: String(status), got: `${answer.status} ${answer.body.slice(0, 200)}` })
  for (const [name, wanted] of Object.entries(headers)) {
    const got = Object.entries(answer.headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
    const fits = wanted === null ? got === undefined : typeof wanted === 'string' ? got === wanted : wanted.test(got ?? '')
    if (!fits) failures.push({ at: `header ${name}`, expected: String(wanted), got: got ?? '(none)' })
  }
  if (body !== undefined && failures.length === 0) {
    const parsed = parseJson(answer.body)
    failures.push(...compareShape(body, parsed, 'body', facts))
  }
  return failures
}

/** Every place where the value is not of the shape. */
export function compareShape(shape: Shape, value: unknown, at: string, facts: Facts): Failure[] {
  const fail = (expected: string): Failure[] => [{ at, expected, got: JSON.stringify(value) ?? 'nothing' }]
  if (typeof shape === 'function') {
    const verdict = shape(value, facts)
    return verdict === true ? [] : fail(verdict)
  }
  if (shape instanceof RegExp) return typeof value === 'string' && shape.test(value) ? [] : fail(String(shape))
  if (typeof shape === 'string') return value === fill(shape, facts) ? [] : fail(JSON.stringify(fill(shape, facts)))
  if (shape === null || typeof shape !== 'object') return value === shape ? [] : fail(JSON.stringify(shape))
  if (Array.isArray(shape)) {
    if (!Array.isArray(value) || value.length !== shape.length) return fail(`a list of ${shape.length}`)
    return shape.flatMap((element, index) => compareShape(element, value[index], `${at}[${index}]`, facts))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('an object')
  const wanted = Object.keys(shape).join(', ')
  if (Object.keys(value).join(', ') !== wanted) return [{ at, expected: `members ${wanted}`, got: Object.keys(value).join(', ') }]
  return Object.entries(shape).flatMap(([name, inner]) =>
    compareShape(inner, (value as Record<string, unknown>)[name], `${at}.${name}`, facts),
  )
}

/** `/customers/{customer}` with the facts put in. */
export const fill = (text: string, facts: Facts): string =>
  text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => facts[name] ?? whole)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
