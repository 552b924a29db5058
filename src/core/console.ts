/** What the server that a console is of can do. */
export interface ConsoleFeatures {
  /** Clients may be made to fail: faults, the clock, traps. */
  sandbox: boolean
  /** The store is the demo's. */
  demo: boolean
  version: string
}
