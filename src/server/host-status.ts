import { unavailability } from '../store/unavailable.ts'

/** The status of a request that failed: what the store could not do now may go well the next time (RFC 9110, 15.6.4). */
export const failureStatus = (error: unknown): 500 | 503 => (unavailability(error) ? 503 : 500)
