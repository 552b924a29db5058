/** A customer's password: 6 to 18 characters, said twice (Create a customer). */
import type { Customer, JsonObject } from '../../../core/schema.ts'
import type { Services } from '../../dialect.ts'
import { unprocessable } from '../errors.ts'
import { readText } from '../input/read-input.ts'

export const MIN_PASSWORD = 6
export const MAX_PASSWORD = 18

/** Null where none was sent. Throws 422 unless `password_confirmation` says the same. */
export function readPassword(given: JsonObject): string | null {
  const [password, confirmation] = ['password', 'password_confirmation'].map((name) =>
    given[name] === undefined || given[name] === null ? '' : readText(given[name], name),
  ) as [string, string]
  if (password === '' && confirmation === '') return null
  const problem = passwordProblem(password, confirmation)
  if (problem) throw unprocessable(...problem)
  return password
}

/** Which member breaks which rule; null where both are good. */
export function passwordProblem(password: string, confirmation: string): [string, string] | null {
  const length = [...password].length
  if (length < MIN_PASSWORD || length > MAX_PASSWORD)
    return ['password', `must be between ${MIN_PASSWORD} and ${MAX_PASSWORD} characters`]
  return password === confirmation ? null : ['password_confirmation', 'must match password']
}

/** Only the hash is kept; whoever has a password has an account on every platform. Slow: before a transaction. */
export const passwordFields = async (
  password: string | null,
  { passwords }: Pick<Services, 'passwords'>,
): Promise<Partial<Customer>> =>
  password === null ? {} : { passwordHash: await passwords.hash(password), accountState: 'registered' }
