/** Who wrote, as the events of a write keep it; never a secret. */
import type { Actor } from '../../core/ports.ts'
import type { Caller } from './authenticate.ts'

export const actorOf = ({ credential: { id, kind } }: Pick<Caller, 'credential'>): Actor => ({
  application: { id, kind },
})
