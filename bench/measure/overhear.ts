/** Stands in the driver of this process: hears every statement with its parameters, and may answer in the database's place. */
import pg from 'pg'

export interface Statement {
  text: string
  values: readonly unknown[]
}

/** `answers` says which statements get an empty answer at once instead of being sent. `undo` ends it. */
export function standBetween(answers: (statement: Statement) => boolean): { undo(): void } {
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown }
  const { query } = prototype
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [config, values] = args
    const given = typeof config === 'string' ? { text: config, values } : (config as Partial<Statement>)
    const statement = { text: (given.text ?? '').trim(), values: (given.values ?? []) as unknown[] }
    if (!answers(statement)) return query.apply(this, args)
    return Promise.resolve({ command: '', rowCount: 0, rows: [], fields: [] })
  }
  return {
    undo: () => {
      prototype.query = query
    },
  }
}

/** The statements that `work` sends. */
export async function overhear(work: () => Promise<unknown>): Promise<Statement[]> {
  const heard: Statement[] = []
  const between = standBetween((statement) => {
    heard.push(statement)
    return false
  })
  try {
    await work()
  } finally {
    between.undo()
  }
  return heard
}

/** The statement with its parameters written into it. */
export const inlined = ({ text, values }: Statement): string =>
  text.replace(/\$(\d+)/g, (_, place) => literal(values[Number(place) - 1]))

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]`
  return pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value))
}
