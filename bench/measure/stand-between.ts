/** Stands in the driver of this process: answers statements in the database's place. */
import pg from 'pg'
import type { Statement } from './statement.ts'

/** Of each statement: another one that is sent in its place and whose answer nobody gets, or null for none; undefined: it is sent as it is. */
export type Instead = (statement: Statement) => Statement | null | undefined

/** What the store's own questions to the driver have (store/ask.ts). */
interface Question extends Statement {
  handleReadyForQuery(): void
  handleError(error: Error): void
}

/** Whoever asked is given an empty answer. `undo` ends it. */
export function standBetween(instead: Instead): { undo(): void } {
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown }
  const { query } = prototype
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [config, values] = args
    const given = typeof config === 'string' ? { text: config, values } : (config as Partial<Question>)
    const text = (given.text ?? '').trim()
    const other = instead({ text, values: (given.values ?? []) as unknown[] })
    if (other === undefined) return query.apply(this, args)
    const sent = other ? query.call(this, { ...other, name: nameOf(other) }) : Promise.resolve()
    if (!('handleReadyForQuery' in given)) return answered(sent as Promise<unknown>)
    const question = given as Question
    void (sent as Promise<unknown>).then(
      () => question.handleReadyForQuery(),
      (error) => {
        question.handleError(error)
        question.handleReadyForQuery()
      },
    )
    return undefined
  }
  return {
    undo: () => {
      prototype.query = query
    },
  }
}

const answered = async (sent: Promise<unknown>) => {
  await sent
  return { command: '', rowCount: 0, rows: [], fields: [] }
}

/** Prepared once on each connection, as the store's own are. */
const names = new Map<string, string>()
function nameOf({ text }: Statement): string {
  const name = names.get(text) ?? `instead ${names.size}`
  names.set(text, name)
  return name
}
