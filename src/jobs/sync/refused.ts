/** Why a sync cannot go on. */

/** What a person can put right. `kept` is what the store may keep of it: no word of the platform's, no personal data. */
export class SyncRefused extends Error {
  readonly kept: string

  constructor(message: string, kept = message) {
    super(message)
    this.name = 'SyncRefused'
    this.kept = kept
  }
}

/** Somebody else syncs from the source at this moment. */
export class SourceTaken extends SyncRefused {}
