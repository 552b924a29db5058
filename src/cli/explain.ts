/** One line a person understands for whatever went wrong. */
import { CoreError } from '../core/errors.ts'
import { withoutPassword } from '../lib/masked-error.ts'

/** Something a person can put right: its message is shown as it is. */
export class Refusal extends Error {}

/** A setting that is not allowed: the exit code is 2. */
export class WrongUsage extends Refusal {}

/** Whoever failed has said why: nothing more is printed. */
export class SaidAlready extends Error {
  readonly code: number

  constructor(code: number) {
    super(`a process ended with ${code}`)
    this.name = 'SaidAlready'
    this.code = code
  }
}

/** The same text without its line breaks, and without the password of a URL in it. */
export const oneLine = (text: string): string => withoutPassword(text.trim().replace(/\s*\n\s*/g, ' '))

export const explain = (error: unknown): string => oneLine(reason(error))

function reason(error: unknown): string {
  if (error instanceof CoreError || error instanceof Refusal) return error.message
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED' || syscall === 'connect') return `cannot reach the store: ${message}`
  if (code === '28P01' || code === '3D000') return `cannot open the database: ${message}`
  // Of several addresses that were tried, each has its own error.
  const [first] = (error as Partial<AggregateError>).errors ?? []
  return message || (first as Error | undefined)?.message || String(error)
}
