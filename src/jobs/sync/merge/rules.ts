/**
 * Who wins where several sources give a customer's field: a rule for each field, and one for all others. A file says
 * them (docs/hub.md):
 *
 *     {"default": ["shopline", "easycart"], "fields": {"email": "newest", "tags": "union", "note": "here"}}
 */
import { fields, type JsonObject } from '../../../core/schema.ts'
import { memberOf } from '../../exchange/record-shapes.ts'
import { SyncRefused } from '../refused.ts'

/**
 * A list of sources: the first that has a value, and after them the newest. `newest`: the value that was given last.
 * `earliest`, `latest`: of times. `union`: of tags. `here`: what is here stays, once the customer is there.
 */
export type Rule = readonly string[] | 'newest' | 'earliest' | 'latest' | 'union' | 'here'

export interface MergeRules {
  ruleOf(member: string): Rule
  /** Fields that a sync leaves alone once there is a customer. */
  here: ReadonlySet<string>
}

const BUILT_IN: Readonly<Record<string, Rule>> = {
  created_at: 'earliest',
  updated_at: 'latest',
  tags: 'union',
}

/**
 * Consents are one thing with their level, time and origin: whoever wins, wins all four. Whether an e-mail address is proven
 * is said of that address, and of no other (winners.ts).
 */
const UNITS: readonly (readonly string[])[] = [
  ['email', 'verified_email'],
  ['email_consent_state', 'email_consent_level', 'email_consent_at', 'email_consent_source'],
  ['sms_consent_state', 'sms_consent_level', 'sms_consent_at', 'sms_consent_source'],
]

/** The fields that are won together; the first of them is the one that rules name. */
export const unitOf = (member: string): readonly string[] =>
  UNITS.find((unit) => unit.includes(member)) ?? [member]

const MEMBERS: ReadonlySet<string> = new Set([
  ...Object.keys(fields.customer)
    .filter(
      (name) => !['key', 'groupKey', 'extras', 'shortId', 'numberId', 'uuidId', 'status'].includes(name),
    )
    .map(memberOf),
  'group',
  'tags',
])

/** The rules that were read before; `{}` gives those that hold without any. */
export function createRules(kept: JsonObject): MergeRules {
  const { default: otherwise = 'newest', fields: named = {} } = kept as unknown as Partial<RuleFile>
  const ruleOf = (member: string): Rule => named[unitOf(member)[0] as string] ?? BUILT_IN[member] ?? otherwise
  return { ruleOf, here: new Set([...MEMBERS].filter((member) => ruleOf(member) === 'here')) }
}

/** Every source that the rules name: `['shop', 'store']`. */
export function sourcesNamed(kept: JsonObject): string[] {
  const { default: otherwise, fields: named = {} } = kept as unknown as RuleFile
  return [
    ...new Set([otherwise, ...Object.values(named)].flatMap((rule) => (Array.isArray(rule) ? rule : []))),
  ]
}

export interface RuleFile {
  default?: Rule
  fields?: Readonly<Record<string, Rule>>
}

/** Reads a rule file. Fails with `SyncRefused`, which says what is wrong. */
export function readRules(text: string, file: string): JsonObject {
  const refuse = (what: string) => new SyncRefused(`${file}: ${what}`)
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw refuse('not JSON')
  }
  if (!isObject(given)) throw refuse('not a JSON object')
  const { default: otherwise, fields: named = {}, ...others } = given
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw refuse(`${JSON.stringify(unknown)} is neither default nor fields`)
  if (otherwise !== undefined) check('default', otherwise, ['newest', 'here'])
  if (!isObject(named)) throw refuse('fields is not a JSON object')
  for (const [member, rule] of Object.entries(named)) {
    if (!MEMBERS.has(member)) throw refuse(`a customer has no field ${JSON.stringify(member)}`)
    const [first] = unitOf(member)
    if (first !== member) throw refuse(`${member} follows ${first}: name that one`)
    check(member, rule, wordsFor(member))
  }
  return given as JsonObject

  function check(member: string, rule: unknown, words: readonly string[]) {
    const isList = Array.isArray(rule) && rule.length > 0 && rule.every((name) => typeof name === 'string')
    if (!isList && !words.includes(rule as string))
      throw refuse(`${member} is neither a list of sources nor one of ${words.join(', ')}`)
  }
}

const wordsFor = (member: string): string[] => [
  'newest',
  'here',
  ...(member.endsWith('_at') ? ['earliest', 'latest'] : []),
  ...(member === 'tags' ? ['union'] : []),
]

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
