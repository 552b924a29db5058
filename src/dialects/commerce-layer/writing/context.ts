/** A write's own reads: what else reads from a store sees the transaction. */
import type { Asking } from '../load.ts'
import type { WriteContext } from './write-types.ts'

export const askingWithin = ({ caller, services, writer }: WriteContext): Asking => ({
  caller,
  services: { ...services, records: { ...services.records, ...writer } },
})
