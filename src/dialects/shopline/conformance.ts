/** How SHOPLINE's cases are checked against any server that speaks it. */
import type { Conformance } from '../conformance.ts'
import { cases } from './cases.ts'
import { discoverFacts } from './checking/discover-facts.ts'
import { prepare } from './checking/prepare.ts'
import { BASE } from './checking/wire.ts'

export const conformance: Conformance = {
  cases,
  base: (path) => BASE + path,
  // A token that expired or was revoked, or another store's, is the server's to make.
  async authorize(credential, { access_token: token = '' }) {
    if (credential === 'none') return {}
    if (credential === 'malformed') return { Authorization: 'Bearer not.a.token' }
    return credential === 'valid' ? { Authorization: `Bearer ${token}` } : null
  },
  discoverFacts,
  prepare,
}
