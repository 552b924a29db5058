import type { Sandbox } from '../../sandbox/sandbox.ts'
import { AdminRefusal } from '../refusal.ts'
import type { AdminParts } from '../route.ts'

/** Throws `conflict` where the server is none. */
export function sandboxOf({ sandbox }: AdminParts): Sandbox {
  if (!sandbox)
    throw new AdminRefusal(
      'conflict',
      'this server is no sandbox: start one with `clientele demo`, or with `clientele serve --sandbox`',
    )
  return sandbox
}
