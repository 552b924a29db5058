/** The log: one JSON object a line. */
import type { Clock } from '../core/ports.ts'
import type { Services } from '../dialects/dialect.ts'
import { maskedError } from '../lib/masked-error.ts'

export const LOG_LEVELS = ['info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** `{"time":"2026-01-02T03:04:05.678Z","level":"info","message":"request","status":200}`; below `least`: nothing. */
export function createLog(write: (line: string) => void, clock: Clock, least: LogLevel): Services['log'] {
  return (level, message, facts = {}) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return
    const told = { time: clock().toISOString(), level, message, ...facts }
    write(`${JSON.stringify(told, withoutValues)}\n`)
  }
}

/** Texts of errors may quote what they could not take. */
const withoutValues = (name: string, value: unknown): unknown =>
  (name === 'error' || name === 'reason') && typeof value === 'string' ? maskedError(value) : value

/** A path fit for the log: no query, and no part that may be an e-mail address or a phone number. */
export const loggedPath = (path: string): string =>
  PERSONAL.test(path)
    ? path
        .split('/')
        .map((part) => (PERSONAL.test(`/${part}`) ? '[redacted]' : part))
        .join('/')
    : path
const PERSONAL = /@|%40|\/(\+|%2b)\d/i
