/** Tells what the database could not do now, and may do the next time, from what was asked wrongly. */

export type Unavailability = 'statement timeout' | 'connection timeout' | 'store unreachable'

/** SQLSTATE (PostgreSQL, appendix A): query_canceled, and a transaction that did nothing for too long. */
const CUT_OFF = new Set(['57014', '25P03'])
/** Connection exceptions, no room, shutting down; and the system's own words for a host that is not there. */
const UNREACHABLE = /^(08\w{3}|53\w{3}|57P0\d|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/

/** Of a connection that broke, and of one that broke before: what is taken back on it fails instead of what was asked. */
const BROKEN = /^(Connection terminated|Client has encountered a connection error)/

/**
 * Null: it is no such thing, so somebody made a mistake. The driver has no code for some of them: it says `timeout exceeded
 * when trying to connect` where none of its connections became free, and what `BROKEN` knows where one broke.
 */
export function unavailability(error: unknown): Unavailability | null {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (CUT_OFF.has(code)) return 'statement timeout'
  if (/^timeout exceeded when trying to connect/.test(message)) return 'connection timeout'
  if (/^Connection terminated due to connection timeout/.test(message)) return 'connection timeout'
  return UNREACHABLE.test(code) || BROKEN.test(message) ? 'store unreachable' : null
}
