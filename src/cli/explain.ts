/** One line a person understands for whatever went wrong. */
import { CoreError } from '../core/errors.ts'

/** Something a person can put right: its message is shown as it is. */
export class Refusal extends Error {}

/** A setting that is not allowed: the exit code is 2. */
export class WrongUsage extends Refusal {}

export function explain(error: unknown): string {
  if (error instanceof CoreError || error instanceof Refusal) return error.message
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED' || syscall === 'connect') return `cannot reach the store: ${message}`
  if (code === '28P01' || code === '3D000') return `cannot open the database: ${message}`
  return message ?? String(error)
}
