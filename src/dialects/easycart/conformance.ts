/** How Easycart's cases are checked against any server that speaks it. */
import type { Conformance } from '../conformance.ts'
import { BASE } from './answer.ts'
import { cases } from './cases.ts'
import { discoverFacts } from './checking/discover-facts.ts'
import { prepare } from './checking/prepare.ts'

export const conformance: Conformance = {
  cases,
  base: (path) => BASE + path,
  // A token that expired or was revoked is the server's to make.
  async authorize(credential, { token = '' }) {
    if (credential === 'none') return {}
    if (credential === 'malformed') return { Authorization: 'Bearer 12|nobody-knows-this' }
    return credential === 'valid' ? { Authorization: `Bearer ${token}` } : null
  },
  discoverFacts,
  prepare,
}
