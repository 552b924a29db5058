/** The long work that a world's admin API starts, as a server has it. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWork, type Work } from '../../src/cli/work-ports.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { everywhere } from './reach.ts'
import type { World } from './world.ts'

/** `data`: where files are kept; default: a folder of its own. */
export async function workOf({ store, services, clock }: World, data?: string): Promise<Work> {
  const { random, secrets, log } = services
  return createWork(
    { store, identities: createIdentities(dialects, random), clock, random },
    {
      dialects,
      secrets,
      log,
      reach: everywhere,
      data: data ?? (await mkdtemp(join(tmpdir(), 'clientele-work-'))),
    },
  )
}
