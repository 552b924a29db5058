/** What waits for its time, over all organizations: which of them has anything to do. Each is then served by itself. */

export interface DueRecord {
  organization: number
  key: number
  /** The time that the span is about. */
  at: Date
}

/** From when on and until when, both included; without `since` from the beginning. */
export interface Span {
  since?: Date
  until: Date
  /** What is dated after this is in it as well: the clock was set back since. */
  ahead?: Date
}

/** Of each organization the first ones, by their time; what is not among them is due again the next time. */
export interface DueRecords {
  /** Refunds that were submitted within the span and wait for the payment provider. */
  refunds(submitted: Span): Promise<DueRecord[]>
  /** Living subscriptions whose scheduled cancellation takes effect within the span. */
  cancellations(effective: Span): Promise<DueRecord[]>
  /** Subscriptions that renew within the span, at the end of a period of which that was not told. */
  renewals(ending: Span): Promise<DueRecord[]>
  /** Accesses that end within the span and of which that was not told. */
  accessEnds(ending: Span): Promise<DueRecord[]>
  /** Accesses that end within the span and of which no warning was given. */
  accessWarnings(ending: Span): Promise<DueRecord[]>
  /** Sources whose next scheduled sync is to begin within the span. */
  syncs(beginning: Span): Promise<DueRecord[]>
}
