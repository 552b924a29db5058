/** Stands in the driver of this process: answers statements in the database's place. */
import pg from 'pg'
import type { Statement } from './statement.ts'

/** `answers` says which statements get an empty answer at once instead of being sent. `undo` ends it. */
export function standBetween(answers: (statement: Statement) => boolean): { undo(): void } {
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown }
  const { query } = prototype
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [config, values] = args
    const given = typeof config === 'string' ? { text: config, values } : (config as Partial<Statement>)
    const statement = { text: (given.text ?? '').trim(), values: (given.values ?? []) as unknown[] }
    if (!answers(statement)) return query.apply(this, args)
    const asking = config as { handleReadyForQuery?: () => void }
    if (asking.handleReadyForQuery) return asking.handleReadyForQuery()
    return Promise.resolve({ command: '', rowCount: 0, rows: [], fields: [] })
  }
  return {
    undo: () => {
      prototype.query = query
    },
  }
}
