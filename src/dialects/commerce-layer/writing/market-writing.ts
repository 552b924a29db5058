/** What a market does besides keeping what it is sent (section 6.15). */
import type { JsonObject } from '../../../core/schema.ts'
import type { Services } from '../../dialect.ts'
import type { Changes, Draft, Write, WriteContext } from './write-types.ts'

/** A market that is disabled stays so since when it was. */
export const disableMarket: Write = (value, { services }, { before }) =>
  value === true
    ? {
        own: {
          disabled_at:
            (before?.attributes as JsonObject | undefined)?.disabled_at ?? services.clock().toISOString(),
        },
      }
    : {}

export const enableMarket: Write = (value) => (value === true ? { own: { disabled_at: null } } : {})

/** 32 hexadecimal digits, as the resource's example has. */
const sealedSecret = ({ secrets, random }: Services): string =>
  secrets.seal(Buffer.from(random(16)).toString('hex'))

export const firstSecret = (_draft: Draft, { services }: WriteContext): Changes => ({
  sealedSecret: sealedSecret(services),
})
export const nextSecret: Write = (value, { services }) =>
  value === true ? { sealedSecret: sealedSecret(services) } : {}
