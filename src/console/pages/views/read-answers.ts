/** The answers read for comparing: which member shows which field, and what is the same elsewhere. */
import type { CustomerViewsShown, ViewAnswerShown } from '../../../server/admin/views/customer-views.ts'
import { above, type JsonNode, readJson } from './json-tree.ts'
import { findMembers, type Match } from './member-path.ts'

export interface ReadAnswer {
  shown: ViewAnswerShown
  /** Null when the body is no JSON. */
  root: JsonNode | null
  /** Where the answer shows each field; a field that it could show and does not is not here. */
  matches: ReadonlyMap<string, readonly Match[]>
}

export const readAnswer = (shown: ViewAnswerShown): ReadAnswer => {
  const root = readJson(shown.body)
  const found = Object.entries(shown.places).map(
    ([field, { paths }]) => [field, root ? paths.flatMap((path) => findMembers(root, path)) : []] as const,
  )
  return { shown, root, matches: new Map(found.filter(([, matches]) => matches.length > 0)) }
}

/** A member that somebody points at. */
export interface Pointed {
  dialect: string
  pointer: string
}

export interface Highlight {
  /** What is pointed at, or else what was picked. */
  fields: readonly string[]
  /** By platform and pointer: shows that field of that record, or of another one. */
  lit: ReadonlyMap<string, ReadonlyMap<string, 'same' | 'other'>>
}

export function highlight(
  answers: readonly ReadAnswer[],
  records: CustomerViewsShown['records'],
  pointed: Pointed | null,
  picked: string | null,
): Highlight {
  const from = answers.find(({ shown }) => shown.dialect === pointed?.dialect)
  const here = from && pointed ? shownAt(from, pointed.pointer) : null
  const fields = here?.fields ?? (picked === null ? [] : [picked])
  const twin = here?.record
    ? records.find((one) => one[from?.shown.dialect ?? ''] === here.record)
    : undefined
  const lit = answers.map(({ shown: { dialect }, matches }) => {
    const all = fields.flatMap((field) => matches.get(field) ?? [])
    const marks = all.map(({ node, record }) => {
      const isSame = twin === undefined || record === twin[dialect]
      return [node.pointer, isSame ? 'same' : 'other'] as const
    })
    return [dialect, new Map(marks)] as const
  })
  return { fields, lit: new Map(lit) }
}

/** The fields of that member, or of what it is in. */
export function shownAt(
  { matches }: ReadAnswer,
  pointer: string,
): { fields: string[]; record: string | null } | null {
  for (const one of [pointer, ...above(pointer)]) {
    const found = [...matches].flatMap(([field, places]) =>
      places.filter(({ node }) => node.pointer === one).map(({ record }) => ({ field, record })),
    )
    if (found.length > 0)
      return { fields: [...new Set(found.map(({ field }) => field))], record: found[0]?.record ?? null }
  }
  return null
}
