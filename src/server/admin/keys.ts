/** The keys that sign, for all organizations of the store: those of access tokens, and what is told of the store's own. */
import { Type } from 'typebox'
import { knownKeys, removeKey, rotateKey } from '../../auth/signing-keys.ts'
import { made, ok, param, route } from './route.ts'
import { orNull, TIME, word } from './schema-parts.ts'

const SIGNING_KEY = Type.Object({
  id: Type.String(),
  created_at: TIME,
  use: word('signs', 'verifies'),
  /** When the last token that it signed is over; null: it signs. */
  needed_until: orNull(TIME),
})
/** It is changed on the command line, where it is. */
const SECRET_KEY = Type.Object({
  /** Tells whether two servers have the same one; the key does not follow from it. */
  fingerprint: Type.String(),
  /** When its file was; null: it is in the environment. */
  changed_at: orNull(TIME),
  /** Those before it that still open what they sealed. */
  others: Type.Integer(),
})
export type SigningKeyShown = Type.Static<typeof SIGNING_KEY>
export type SecretKeyShown = Type.Static<typeof SECRET_KEY>

export const listKeys = route({
  method: 'GET',
  path: '/keys',
  about: 'List the keys that sign access tokens, newest first, and tell of the store’s secret key',
  answers: Type.Object({ signing_keys: Type.Array(SIGNING_KEY), secret_key: orNull(SECRET_KEY) }),
  async answer(_, { services, secretKey }) {
    const all = await knownKeys(services.credentials)
    const own = secretKey?.()
    return ok({
      signing_keys: all.map(
        ({ keyId, createdAt, signs, neededUntil }): SigningKeyShown => ({
          id: keyId,
          created_at: createdAt.toISOString(),
          use: signs ? 'signs' : 'verifies',
          needed_until: neededUntil?.toISOString() ?? null,
        }),
      ),
      secret_key: own
        ? {
            fingerprint: own.fingerprint,
            changed_at: own.changedAt?.toISOString() ?? null,
            others: own.others,
          }
        : null,
    })
  },
})

export const newKey = route({
  method: 'POST',
  path: '/keys',
  about: 'Let a new key sign access tokens; those whose tokens are all over are removed',
  answers: Type.Object({ id: Type.String(), removed: Type.Array(Type.String()) }),
  status: 201,
  async answer(_, { services }) {
    const { keyId, removed } = await rotateKey(services)
    return made({ id: keyId, removed })
  },
})

export const dropKey = route({
  method: 'DELETE',
  path: '/keys/:id',
  about: 'Remove a key: the access tokens that it signed are worth nothing any more',
  answers: Type.Object({ id: Type.String(), removed: Type.Literal(true) }),
  async answer(asked, { services }) {
    const id = param(asked, 'id')
    await removeKey(services.credentials, id)
    return ok({ id, removed: true })
  },
})
