/**
 * What a server shows may not be of its platform's shape: a list where there should be one, a text that is none, a time that no
 * calendar has. Such an item is rejected with what was wrong with it, like every other that cannot be taken; the sync goes on.
 */
import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../core/schema.ts'
import type { SyncItem } from './client.ts'

type Told = Pick<SyncItem, 'type' | 'remoteId' | 'shown'>

/** What reading such a thing ends in. Whoever asks a server fails with errors of other kinds. */
export const isOddShape = (error: unknown): error is Error =>
  error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError

/** In words; what a text could not be read as quotes the text. */
export const oddReason = (error: Error): string =>
  `it is not of the platform’s shape${error instanceof SyntaxError ? '' : `: ${error.message}`}`

/** What `make` gives, or the item that is rejected. */
export function itemOr<T>(told: Told, make: () => T): T | SyncItem {
  try {
    return make()
  } catch (error) {
    return oddItem(told, error)
  }
}

/** The same of what is asked for on the way. */
export async function readItemOr<T extends object>(
  told: Told,
  make: () => Promise<T>,
): Promise<T | SyncItem> {
  try {
    return await make()
  } catch (error) {
    return oddItem(told, error)
  }
}

function oddItem(told: Told, error: unknown): SyncItem {
  if (!isOddShape(error)) throw error
  return { ...told, drafts: [], odd: oddReason(error) }
}

/** Those that are not sound, beside the others. */
export const isOdd = (one: object): one is SyncItem => 'odd' in one

/** The id of an object, or one that follows from what was shown where that has none: `odd-1f0c…`. */
export const idOrOdd = (shown: Json | undefined, prefix = ''): string => {
  const { id } = asObject(shown)
  if (typeof id === 'string' && id !== '') return `${prefix}${id}`
  return `odd-${createHash('sha256')
    .update(JSON.stringify(shown ?? null))
    .digest('hex')
    .slice(0, 16)}`
}

/** As it was shown, for people: what is no object is put into one. */
export const asObject = (shown: Json | undefined): JsonObject =>
  typeof shown === 'object' && shown !== null && !Array.isArray(shown) ? shown : { shown: shown ?? null }
