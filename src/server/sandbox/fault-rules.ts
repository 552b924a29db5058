/**
 * Faults by rule: which requests fail, how, how often and how many of them. Kept in the memory of one process. A request
 * meets the rules in the order in which they were made; the first that applies is the one.
 */
import type { Dialect, Limiter, Services, WireRequest } from '../../dialects/dialect.ts'
import { type Fault, readFault } from '../faults.ts'
import { matchesGlob } from './matches-glob.ts'

export interface RuleInput {
  /** `shopline`; null: any. */
  dialect: string | null
  /** `POST`; null: any. */
  method: string | null
  /** Of the path without its query; `*` stands for any text: `/api/customers*`. */
  path: string
  /** Whose requests; null: anyone's. */
  organization: { key: number; slug: string } | null
  /** As the header has it: `timeout=500`. */
  fault: string
  /** From 0 to 1: of the requests that fit, how many it takes. */
  probability: number
  /** After so many it is used up; null: never. */
  requests: number | null
}

export interface FaultRule extends RuleInput {
  id: string
  enabled: boolean
  /** How many more it will take; null: without end. */
  left: number | null
  /** How many it took in all. */
  hits: number
  /** The real time. */
  lastHit: Date | null
}

export interface FaultRules {
  list(): readonly FaultRule[]
  /** Throws `WrongFault`; `TooManyRules` where there are so many already. */
  add(input: RuleInput): FaultRule
  /** Null where there is none. One that is enabled when it was used up begins anew. */
  enable(id: string, enabled: boolean): FaultRule | null
  remove(id: string): boolean
  /** Gives how many there were. */
  removeAll(): number
  /** The fault that the rules give a request; null for none. */
  faultFor(request: WireRequest, dialect: Dialect, services: Services): Promise<Fault | null>
}

export class TooManyRules extends Error {}

/** More are no use to anybody, and each request looks at all of them. */
const MOST_RULES = 100

interface Kept {
  rule: FaultRule
  fault: Fault
}

/** `chance` gives a number from 0 up to, but not including, 1. */
export function createFaultRules(
  chance: () => number = Math.random,
  now: () => Date = () => new Date(),
): FaultRules {
  const kept = new Map<string, Kept>()
  let last = 0

  async function faultFor(request: WireRequest, dialect: Dialect, services: Services): Promise<Fault | null> {
    let whose: Promise<number | null> | undefined
    for (const { rule, fault } of [...kept.values()]) {
      if (!isOpen(rule) || !fits(rule, request, dialect)) continue
      whose ??= rule.organization ? organizationOf(request, dialect, services) : undefined
      if (rule.organization && (await whose) !== rule.organization.key) continue
      if (chance() >= rule.probability) continue
      if (!(await canHappen(fault, request, dialect, services))) continue
      // Nothing is awaited from here on: of many requests at once exactly so many are taken.
      if (!isOpen(rule) || !kept.has(rule.id)) continue
      if (rule.left !== null) rule.left--
      rule.hits++
      rule.lastHit = now()
      return fault
    }
    return null
  }

  return {
    list: () => [...kept.values()].map(({ rule }) => ({ ...rule })),
    add(input) {
      const fault = readFault(input.fault)
      if (kept.size >= MOST_RULES)
        throw new TooManyRules(`there are ${MOST_RULES} rules already: remove some`)
      last++
      const counted = { left: input.requests, hits: 0, lastHit: null }
      const rule: FaultRule = { ...input, id: String(last), enabled: true, ...counted }
      kept.set(rule.id, { rule, fault })
      return { ...rule }
    },
    enable(id, enabled) {
      const rule = kept.get(id)?.rule
      if (!rule) return null
      rule.enabled = enabled
      if (enabled && rule.left === 0) rule.left = rule.requests
      return { ...rule }
    },
    remove: (id) => kept.delete(id),
    removeAll() {
      const { size } = kept
      kept.clear()
      return size
    },
    faultFor,
  }
}

const isOpen = ({ enabled, left }: FaultRule): boolean => enabled && left !== 0

const fits = ({ dialect, method, path }: FaultRule, request: WireRequest, { name }: Dialect): boolean =>
  (dialect === null || dialect === name) &&
  (method === null || method === request.method) &&
  matchesGlob(path, request.path)

/** By what the request presents; where that names none, by its Host. */
async function organizationOf(
  request: WireRequest,
  dialect: Dialect,
  services: Services,
): Promise<number | null> {
  const caller = await dialect.callerOf(request, services)
  if (caller) return caller.organization
  const { hostLabel } = request
  return hostLabel === null ? null : ((await services.organizations.byLabel(hostLabel))?.key ?? null)
}

const UNCOUNTED: Limiter = {
  take: async (rules) =>
    rules.map(({ capacity }) => ({ allowed: true, remaining: capacity, retryAfterSeconds: 0 })),
}

/** The platform itself says; the answer that it makes up for that is thrown away and counts for no limit. */
async function canHappen(
  fault: Fault,
  request: WireRequest,
  dialect: Dialect,
  services: Services,
): Promise<boolean> {
  if (fault.kind === 'drop-connection' || fault.kind === 'timeout') return true
  return (await dialect.fail(fault.kind, request, { ...services, limiter: UNCOUNTED })) !== null
}
