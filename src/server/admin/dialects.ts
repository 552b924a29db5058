import { Type } from 'typebox'
import { ok, route } from './route.ts'

const DIALECT = Type.Object({
  name: Type.String(),
  title: Type.String(),
  /** Kinds of credentials, the usual one first; empty: one kind without a name. */
  credential_kinds: Type.Array(Type.String()),
  /** What can be asked for with a credential. */
  credential_options: Type.Array(Type.String()),
  /** The scopes that are worth having. */
  usual_scopes: Type.Array(Type.String()),
  /** A credential can be given another token. */
  renews: Type.Boolean(),
})
export type DialectShown = Type.Static<typeof DIALECT>

export const listDialects = route({
  method: 'GET',
  path: '/dialects',
  about: 'List the platforms, and what their credentials can have',
  answers: Type.Object({ dialects: Type.Array(DIALECT) }),
  async answer(_asked, { dialects }) {
    return ok({
      dialects: dialects.map(
        (dialect): DialectShown => ({
          name: dialect.name,
          title: dialect.title,
          credential_kinds: [...(dialect.credentialKinds ?? [])],
          credential_options: [...dialect.credentialOptions],
          usual_scopes: [...(dialect.demoScopes ?? [])],
          renews: dialect.renewCredential !== undefined,
        }),
      ),
    })
  },
})
