/**
 * Validates a body by a table of fields and rules, as Laravel does: every field that breaks a rule is told of, in the
 * table's order, with the framework's sentence. The rules themselves are in rules.ts.
 */
import type { Json, JsonObject } from '../../../core/schema.ts'
import { input, orNull, type Schema } from '../../../lib/json-schema.ts'

/** By the field's path: `files.0.name`. */
export type Errors = Record<string, string[]>
export type Reading<T> = { value: T } | { errors: Errors }

/** Where a value stands: its path, and the fields beside it. */
export interface Place {
  path: string
  beside: JsonObject
}

/** That field is sent, or is that, while the other one is not sent. */
export interface When {
  field: string
  is?: string
  without?: string
}

export interface Rule<T = unknown> {
  /** `always`; `if sent`: it may be left out and not be null; or where any of these holds of the fields beside it. */
  required?: 'always' | 'if sent' | readonly When[]
  /** What the value means, or what is wrong with it; never called with null. */
  read(value: Exclude<Json, null>, place: Place): Reading<T>
  /** What it takes, for the documentation. */
  schema: Schema
}
export type Rules = Readonly<Record<string, Rule>>

/** What was sent, and null for what was sent as null; what was left out is not there. */
export type Values<R extends Rules> = {
  -readonly [F in keyof R]?: (R[F] extends Rule<infer T> ? T : never) | null
}

/**
 * `validate({ name: '' }, { name: required(text({ max: 255 })) })` gives
 * `{ errors: { name: ['The name field is required.'] } }`. `kept` stands in for fields that were left out.
 */
export function validate<R extends Rules>(
  sent: JsonObject,
  rules: R,
  kept: JsonObject = {},
  path = '',
): { values: Values<R> } | { errors: Errors } {
  const values: Record<string, unknown> = {}
  const errors: Errors = {}
  const beside = { ...kept, ...sent }
  for (const [name, rule] of Object.entries<Rule>(rules)) {
    const place = { path: `${path}${name}`, beside }
    const value = sent[name]
    if (value === undefined || value === null) {
      const missing = whyRequired(rule, value === null, place)
      if (missing) errors[place.path] = [missing]
      else if (value === null) values[name] = null
      continue
    }
    const reading = rule.read(value, place)
    if ('errors' in reading) Object.assign(errors, reading.errors)
    else values[name] = reading.value
  }
  return Object.keys(errors).length > 0 ? { errors } : { values: values as Values<R> }
}

/** What a body may say by these rules. Null stands for nothing, but where something is needed. */
export const schemaOf = (rules: Rules): Schema =>
  input(
    Object.fromEntries(
      Object.entries(rules).map(([name, { required, schema }]) => [
        name,
        required === 'always' || required === 'if sent' ? schema : orNull(schema),
      ]),
    ),
    Object.keys(rules).filter((name) => rules[name]?.required === 'always'),
  )

/** The framework shows a field's name with spaces: `The full name field is required.` */
export const attribute = (path: string): string => path.replaceAll('_', ' ')

function whyRequired({ required }: Rule, isSent: boolean, { path, beside }: Place): string | null {
  if (required === 'always' || (required === 'if sent' && isSent))
    return `The ${attribute(path)} field is required.`
  if (typeof required !== 'object') return null
  const isFilled = (name: string) => !isEmpty(beside[name] ?? null)
  const when = required.find(
    ({ field, is, without }) =>
      (is === undefined ? isFilled(field) : beside[field] === is) && !(without && isFilled(without)),
  )
  if (!when) return null
  return `The ${attribute(path)} field is required when ${attribute(when.field)} is ${when.is ?? 'present'}.`
}

/** To the framework an empty list is as absent as null is (Laravel's `validateRequired`). */
const isEmpty = (value: Json): boolean => value === null || (Array.isArray(value) && value.length === 0)
