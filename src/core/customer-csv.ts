/** Customers as a CSV file, piece by piece: what the command line exports, for those that somebody looks at. */
import type { Customer } from './schema.ts'

export interface CustomerCsv {
  /** The first line. */
  header(): string
  /** A line each, in that order, which `import` reads back. */
  rows(organization: number, customers: readonly Customer[]): Promise<string>
}
