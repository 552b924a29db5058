/** Tells what the database could not do now, and may do the next time, from what was asked wrongly. */

export type Unavailability =
  | 'statement timeout'
  | 'connection timeout'
  | 'store unreachable'
  | 'disk full'
  | 'disk failing'
  | 'store read-only'

/** SQLSTATE (PostgreSQL, appendix A): query_canceled, and a transaction that did nothing for too long. */
const CUT_OFF = new Set(['57014', '25P03'])
const DISK_FULL = '53100'
/** Class 58: errors of the system under PostgreSQL. */
const IO_ERROR = '58'
/** read_only_sql_transaction: a primary that has become a standby, or was told to take no writes. */
const READ_ONLY = '25006'
/** Connection exceptions, no room, shutting down; and the system's own words for a host that is not there. */
const UNREACHABLE = /^(08\w{3}|53\w{3}|57P0\d|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/

/** Of a connection that broke, and of one that broke before: what is taken back on it fails instead of what was asked. */
const BROKEN = /^(Connection terminated|Client has encountered a connection error)/

interface DatabaseError {
  code: string
  message: string
  syscall: string
  severity: string
}

/**
 * Null: it is no such thing, so somebody made a mistake. The driver has no code for some of them: it says `timeout exceeded
 * when trying to connect` where none of its connections became free, and what `BROKEN` knows where one broke.
 */
export function unavailability(error: unknown): Unavailability | null {
  const { code = '', message = '', syscall, severity } = error as Partial<DatabaseError>
  if (code === DISK_FULL) return 'disk full'
  if (code.startsWith(IO_ERROR)) return 'disk failing'
  if (code === READ_ONLY || /: Read-only file system$/.test(message)) return 'store read-only'
  if (CUT_OFF.has(code)) return 'statement timeout'
  if (/^timeout exceeded when trying to connect/.test(message)) return 'connection timeout'
  if (/^Connection terminated due to connection timeout/.test(message)) return 'connection timeout'
  // The embedded engine's socket, while it is started anew; and what ended the session, whatever it was.
  if (syscall === 'connect' || severity === 'FATAL' || severity === 'PANIC') return 'store unreachable'
  return UNREACHABLE.test(code) || BROKEN.test(message) ? 'store unreachable' : null
}
