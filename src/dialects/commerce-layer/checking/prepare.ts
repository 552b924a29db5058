import type { Facts } from '../../case.ts'
import type { CheckSend, Prepared } from '../../conformance.ts'
export const prepare = async (_send: CheckSend, _facts: Facts): Promise<Prepared> => {
  throw new Error('not yet')
}
