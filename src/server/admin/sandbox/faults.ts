/** Faults by rule, for the whole server; docs/faults.md tells what each does. */
import { Type } from 'typebox'
import { WrongFault } from '../../faults.ts'
import { type FaultRule, type FaultRules, type RuleInput, TooManyRules } from '../../sandbox/fault-rules.ts'
import { flag, integer, type Member, required, text, textUpTo } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { type AdminParts, made, ok, param, route } from '../route.ts'
import { sandboxOf } from './sandbox-of.ts'

const textOrNull = Type.Union([Type.String(), Type.Null()])
const RULE = Type.Object({
  id: Type.String(),
  dialect: textOrNull,
  method: textOrNull,
  path: Type.String(),
  organization: textOrNull,
  fault: Type.String(),
  probability: Type.Number({ minimum: 0, maximum: 1 }),
  requests: Type.Union([Type.Integer(), Type.Null()]),
  enabled: Type.Boolean(),
  left: Type.Union([Type.Integer(), Type.Null()]),
  hits: Type.Integer(),
  last_hit_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})
export type FaultRuleShown = Type.Static<typeof RULE>

const present = ({ organization, lastHit, ...rule }: FaultRule): FaultRuleShown => ({
  ...rule,
  organization: organization?.slug ?? null,
  last_hit_at: lastHit?.toISOString() ?? null,
})

const probability: Member<number> = {
  read: (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined),
  allowed: 'a number from 0 to 1',
  schema: { type: 'number', minimum: 0, maximum: 1 },
}

/** `*` stands for any text; a path has no query. */
const pattern: Member<string> = {
  read: (value) =>
    typeof value === 'string' && /^[/*][^\s?#]*$/.test(value) && value.length <= 500 ? value : undefined,
  allowed: 'a path such as /api/customers or /api/customers*, at most 500 characters, without a query',
  schema: { type: 'string', pattern: '^[/*][^\\s?#]*$', maxLength: 500 },
}

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'] as const
const method: Member<string> = {
  read: (value) => METHODS.find((one) => one === value),
  allowed: `one of ${METHODS.join(', ')}`,
  schema: { type: 'string', enum: METHODS },
}

const NEW = {
  fault: required(textUpTo(100)),
  dialect: text,
  method,
  path: pattern,
  organization: text,
  probability,
  requests: integer(1, 1_000_000),
}

export const listFaults = route({
  method: 'GET',
  path: '/sandbox/faults',
  about: 'List the rules by which requests fail, in the order in which they are tried',
  answers: Type.Object({ rules: Type.Array(RULE) }),
  async answer(_asked, parts) {
    return ok({ rules: sandboxOf(parts).rules.list().map(present) })
  },
})

export const addFault = route({
  method: 'POST',
  path: '/sandbox/faults',
  about: 'Add a rule by which requests fail',
  body: NEW,
  answers: RULE,
  status: 201,
  async answer({ body }, parts) {
    const { rules } = sandboxOf(parts)
    const { dialect, method = null, path = '*', organization: slug, fault } = body
    const names = parts.dialects.map(({ name }) => name)
    if (dialect !== undefined && !names.includes(dialect))
      throw new AdminRefusal('invalid', `dialect must be one of ${names.join(', ')}`)
    const organization = slug === undefined ? null : await parts.organizations.get(slug)
    return made(
      present(
        add(rules, {
          dialect: dialect ?? null,
          method,
          path,
          organization: organization && { key: organization.key, slug: organization.slug },
          fault,
          probability: body.probability ?? 1,
          requests: body.requests ?? null,
        }),
      ),
    )
  },
})

function add(rules: FaultRules, input: RuleInput): FaultRule {
  try {
    return rules.add(input)
  } catch (error) {
    if (error instanceof WrongFault) throw new AdminRefusal('invalid', error.message)
    if (error instanceof TooManyRules) throw new AdminRefusal('conflict', error.message)
    throw error
  }
}

export const changeFault = route({
  method: 'PATCH',
  path: '/sandbox/faults/:id',
  about: 'Disable a rule, or enable it; one that is used up begins anew',
  body: { enabled: required(flag) },
  answers: RULE,
  async answer(asked, parts) {
    const rule = sandboxOf(parts).rules.enable(param(asked, 'id'), asked.body.enabled)
    return ok(present(rule ?? missing(asked)))
  },
})

export const removeFault = route({
  method: 'DELETE',
  path: '/sandbox/faults/:id',
  about: 'Remove a rule',
  answers: Type.Object({ id: Type.String(), deleted: Type.Literal(true) }),
  async answer(asked, parts) {
    if (!sandboxOf(parts).rules.remove(param(asked, 'id'))) missing(asked)
    return ok({ id: param(asked, 'id'), deleted: true })
  },
})

export const removeFaults = route({
  method: 'DELETE',
  path: '/sandbox/faults',
  about: 'Remove all rules',
  answers: Type.Object({ deleted: Type.Integer() }),
  async answer(_asked, parts: AdminParts) {
    return ok({ deleted: sandboxOf(parts).rules.removeAll() })
  },
})

function missing(asked: Parameters<typeof param>[0]): never {
  throw new AdminRefusal('not_found', `there is no rule ${param(asked, 'id')}`)
}
