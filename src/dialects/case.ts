/**
 * A conformance case: one request and what the platform must answer, as data. The runner
 * (jobs/check/run-case.ts) sends it to this server in tests, or to any other.
 */

/** What the cases may rely on being there: ids and values of the data they run against. */
export type Facts = Readonly<Record<string, string>>

/** How the request is authorized; `valid` is the credential that the run was given. */
export type CaseCredential = 'valid' | 'none' | 'malformed' | 'expired' | 'revoked' | 'foreign'

/** What is not as it must be, in words for people; `at` is `data.0.id`, empty for the whole. */
export interface Difference {
  at: string
  expected: string
  got: string
}

/** Says true or what is wrong; `needs` names the facts that it reads and cannot do without. */
export type ShapeTest = ((value: unknown, facts: Facts) => true | string | Difference) & {
  readonly needs?: readonly string[]
}

/**
 * What a value must look like: a literal is matched exactly (an object with all its members, in order),
 * a pattern is tested against a string, a function says true or what is wrong.
 */
export type Shape =
  | null
  | boolean
  | number
  | string
  | RegExp
  | ShapeTest
  | readonly Shape[]
  | { readonly [member: string]: Shape }

export interface ConformanceCase {
  /** Unique; says what it proves: `currency is required`. */
  name: string
  /** Where that is said: `Get Customers, parameters`. Cases of the seed pages start with `seed: `. */
  source: string
  /** Takes part only when these facts are known, and those that its texts name. */
  needs?: readonly string[]
  /** Changes data: left out of a read-only run. */
  writes?: boolean
  credential?: CaseCredential
  method?: string
  /** Below the dialect's base URL, or from the root when it starts with `//`. May use `{fact}`. */
  path: string
  headers?: Readonly<Record<string, string>>
  /** The label below the server's domain that the Host names: `open001` of `open001.localhost`. */
  host?: string
  body?: string
  expect: {
    status: number
    /** `null`: the header must not be there. Names without regard to case. */
    headers?: Readonly<Record<string, string | RegExp | null>>
    body?: Shape
  }
}

/** `members a, b` against `without b, also c`; null where they are the same in the same order. */
export function compareMembers(
  wanted: readonly string[],
  got: readonly string[],
): Omit<Difference, 'at'> | null {
  if (wanted.join('\n') === got.join('\n')) return null
  const missing = wanted.filter((name) => !got.includes(name))
  const extra = got.filter((name) => !wanted.includes(name))
  const said = [
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`also ${extra.join(', ')}`] : []),
  ]
  return {
    expected: `members ${wanted.join(', ')}`,
    got: said.length > 0 ? said.join('; ') : `in another order: ${got.join(', ')}`,
  }
}
