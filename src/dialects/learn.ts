/** Helpers for a platform's check: answers of a server nobody knows, read into facts. */
import type { Facts } from './case.ts'
import type { WireResponse } from './dialect.ts'

export type Members = Readonly<Record<string, unknown>>
/** What is undefined is not known. */
export type Found = Readonly<Record<string, string | undefined>>

/** What is answered; null where that is no success or no JSON object. */
export function objectOf({ status, body }: Pick<WireResponse, 'status' | 'body'>): Members | null {
  if (status < 200 || status > 299) return null
  try {
    const value: unknown = JSON.parse(String(body))
    return typeof value === 'object' && value !== null ? (value as Members) : null
  } catch {
    return null
  }
}

/** The objects of a list; none where there is no list. */
export function listIn(answer: Members | null | undefined, member: string): Members[] {
  const list = answer?.[member]
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : []
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

export const knownOf = (found: Found): Facts =>
  Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
