/** A statement with its parameters, as the store tells of it. */
import pg from 'pg'

export interface Statement {
  text: string
  values: readonly unknown[]
}

/** The statement with its parameters written into it, for tools that take text only. */
export const inlined = ({ text, values }: Statement): string =>
  text.replace(/\$(\d+)/g, (_, place) => literal(values[Number(place) - 1]))

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]`
  return pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value))
}
