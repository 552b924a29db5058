/** Values of a body as they are kept in the extras. */
import type { Json } from '../../../core/schema.ts'

/** These of the values, times as ISO 8601 text; what was not sent is not there. */
export const keptValues = (
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Record<string, Json> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name]
      return value === undefined
        ? []
        : [[name, value instanceof Date ? value.toISOString() : (value as Json)]]
    }),
  )
