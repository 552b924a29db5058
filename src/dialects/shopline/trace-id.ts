/** The `traceId` header of every answer (section 3.3). */
import type { RandomSource } from '../../core/ports.ts'
import { joined } from '../../lib/joined.ts'
import { type WireResponse, withHeaders } from '../dialect.ts'

/** 8 hex digits of Unix time in seconds, 8 zeros, 16 random: `6a9ec057000000002363d72c988d4b62`. */
export function traceId(now: Date, random: RandomSource): string {
  const seconds = Math.floor(now.getTime() / 1000)
  return `${seconds.toString(16).padStart(8, '0')}00000000${Buffer.from(random(8)).toString('hex')}`
}

/** `next`: makes the one of an answer that is given again. */
export function traced(response: WireResponse, id: string, next?: () => string): WireResponse {
  const told = withHeaders(response, { traceId: id })
  return told.hot && next ? { ...told, hot: joined(told.hot, { trace: { id, next } }) } : told
}
