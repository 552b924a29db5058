/** Whom a test's server may call: receivers and shops of the test are on this machine. */
import { createReach } from '../../src/jobs/outgoing/reach.ts'

export const everywhere = createReach('all')
