/**
 * What one run remembers from stream to stream, so that nothing is asked for twice. Only that: after a restart it is
 * empty, and what is missing is asked for again.
 */
import type { JsonObject } from '../../../core/schema.ts'
import type { Get } from '../../client.ts'
import type { Access, Row } from './wire.ts'

export interface RunMemory {
  /** Customers that were given, with their accesses. */
  customers: Set<string>
  /** What customers have access to, by the access's id. */
  accesses: Map<string, { customer: string; access: Access }>
  /** Payments and subscriptions that were given, by id, as they were. */
  given: Map<string, JsonObject>
  catalogue?: Promise<Catalogue>
}

/** What is sold, by the product's id; `variants` by their names, null where several have the name. */
export type Catalogue = Map<string, { name: string; variants: { id: string; name: string | null }[] }>

/** A run has a `Get` of its own. */
const memories = new WeakMap<Get, RunMemory>()

export function memoryOf(get: Get): RunMemory {
  const memory = memories.get(get) ?? { customers: new Set(), accesses: new Map(), given: new Map() }
  memories.set(get, memory)
  return memory
}

/** A run begins: what an earlier one read may be old. */
export const forget = (get: Get): void => void memories.delete(get)

/** Whether a list's row still shows a record as it was when it was given. */
export function isAsGiven({ given }: RunMemory, row: Row): boolean {
  const single = given.get(row.id)
  return single !== undefined && Object.entries(row).every(([name, value]) => single[name] === value)
}

/** A single object has what its row has. */
export const remember = ({ given }: RunMemory, single: Row): void => void given.set(single.id, plain(single))

/** Without its sections, which no row has. */
const plain = (single: Row): JsonObject =>
  Object.fromEntries(
    Object.entries(single).filter(([, value]) => typeof value !== 'object' || value === null),
  )
