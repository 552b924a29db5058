/** Reading what a server that speaks SHOPLINE shows, which may say less than it should, or say it in another type. */
import type { Json, JsonObject } from '../../../core/schema.ts'
import type { ClientAnswer } from '../../client.ts'

/** Texts, which are left alone, and numbers. One that is never closed goes on to the end: it is not looked for again from within. */
const TEXTS_AND_NUMBERS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** JSON whose whole numbers keep all their digits: from the sixteenth on they are texts, as ids are to be. */
export const parseJson = (text: string): Json =>
  JSON.parse(text.replace(TEXTS_AND_NUMBERS, (found) => (/^\d{16,}$/.test(found) ? `"${found}"` : found)))

/** The body of an answer of 200. Throws for every other: a list that is not there, a refusal that helps nobody. */
export function bodyOf({ status, body }: ClientAnswer, url: string): JsonObject {
  if (status === 404) throw new Error(`${url} answered 404: this is not the address of a SHOPLINE store`)
  if (status !== 200) throw new Error(`${url} answered ${status}: ${body.slice(0, 300)}`)
  return objectOf(parseJson(body))
}

export const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

/** The objects of a list; none where there is no list. */
export const objectsOf = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.map(objectOf) : []

/** A text, or a number as one; null for everything else. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : null
}

/** The same for an id, which is never empty. */
export const idOf = (value: Json | undefined): string | null => textOf(value) || null

/** Those members that hold a text, under the same names: what is kept in the extras. */
export const textsOf = (shown: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = textOf(shown[name])
      return value === null ? [] : [[name, value]]
    }),
  )
