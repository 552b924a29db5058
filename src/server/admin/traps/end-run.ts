import type { AdminParts } from '../route.ts'

/** The data that a run of traps speaks of is gone: a run under way ends without a verdict, a finished one stays to be read. */
export async function endRun(slug: string, { organizations, traps }: AdminParts): Promise<void> {
  if (!traps) return
  const { key } = await organizations.get(slug)
  const state = traps.state(key)
  if (state && state.step !== 'finished') traps.disarm(key)
}
