/** Chooses, field by field, among what several sources gave. */
import type { Json } from '../../../core/schema.ts'
import { foldEmail } from '../../import/known.ts'
import { type Given, type GivenValue, NOT_WON, sameJson } from './given.ts'
import { type MergeRules, type Rule, unitOf } from './rules.ts'

export interface Offer {
  /** The source's name. */
  source: string
  given: Given
}
export interface Won extends GivenValue {
  /** The source that gave it; of tags from several, all of them joined by a comma. */
  source: string
}

type Candidate = GivenValue & { source: string }

/** The winner of every field that anybody gave: `{ email: { value: 'a@b.co', at: '2026-…', source: 'shopline' } }`. */
export function winners(offers: readonly Offer[], rules: MergeRules): Record<string, Won> {
  const members = [...new Set(offers.flatMap(({ given }) => Object.keys(given)))].filter(
    (member) => !NOT_WON.has(member),
  )
  const won: Record<string, Won> = {}
  for (const member of members) {
    const [first] = unitOf(member)
    const decided = winner(candidatesFor(offers, first as string), rules.ruleOf(first as string))
    if (member === first) won[member] = decided ?? (winner(candidatesFor(offers, member), 'newest') as Won)
    else {
      // It goes with the first of its unit.
      const own = offers.find(({ source }) => source === decided?.source)?.given[member]
      if (own) won[member] = { ...own, source: decided?.source as string }
    }
  }
  const proof = proofOf(offers, won.email)
  if (proof) won.verified_email = proof
  return won
}

/** The address that won is proven where anybody says so of that very address; what others prove of theirs counts nothing. */
function proofOf(offers: readonly Offer[], email: Won | undefined): Won | undefined {
  const said = candidatesFor(offers, 'verified_email')
  if (said.length === 0) return undefined
  const isOfIt = ({ source }: Candidate) =>
    addressOf(offers.find((offer) => offer.source === source)?.given.email) === addressOf(email)
  const about = email ? said.filter(isOfIt) : said
  const proven = about.filter(({ value }) => value === true)
  const decided = newest(proven.length > 0 ? proven : about)
  return decided ?? { value: false, at: email?.at ?? '', source: email?.source ?? '' }
}

const addressOf = (email: GivenValue | undefined): string | null => foldEmail(String(email?.value ?? ''))

/** The winners' values alone. */
export const valuesWon = (won: Readonly<Record<string, Won>>): Record<string, Json> =>
  Object.fromEntries(Object.entries(won).map(([member, { value }]) => [member, value]))

const candidatesFor = (offers: readonly Offer[], member: string): Candidate[] =>
  offers.flatMap(({ source, given }) => {
    const own = given[member]
    return own ? [{ ...own, source }] : []
  })

const hasValue = ({ value }: Candidate): boolean => value !== null && value !== ''

function winner(candidates: readonly Candidate[], rule: Rule): Won | undefined {
  const full = candidates.filter(hasValue)
  // Nobody has one: whoever said so last.
  if (full.length === 0) return newest(candidates)
  if (rule === 'union') return union(full)
  if (rule === 'earliest') return full.reduce((least, next) => (timeOf(next) < timeOf(least) ? next : least))
  if (rule === 'latest') return full.reduce((most, next) => (timeOf(next) > timeOf(most) ? next : most))
  if (typeof rule !== 'string')
    for (const name of rule) {
      const found = full.find(({ source }) => source === name)
      if (found) return found
    }
  return newest(full)
}

/** The later of two that were given at once is the one by name, so that every run decides alike. */
const newest = (candidates: readonly Candidate[]): Won | undefined =>
  [...candidates]
    .sort((a, b) => (a.at === b.at ? (a.source < b.source ? -1 : 1) : a.at < b.at ? -1 : 1))
    .at(-1)

const timeOf = ({ value }: Candidate): string => String(value)

function union(candidates: readonly Candidate[]): Won {
  const all: Json[] = []
  for (const { value } of candidates)
    for (const one of Array.isArray(value) ? value : [value])
      if (!all.some((known) => sameJson(known, one))) all.push(one)
  const givers = candidates.filter(({ value }) => !Array.isArray(value) || value.length > 0)
  return {
    value: all,
    at: newest(candidates)?.at ?? '',
    source: (givers.length > 0 ? givers : candidates).map(({ source }) => source).join(', '),
  }
}
