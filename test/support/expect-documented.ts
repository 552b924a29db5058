/** Every answer that a test gets is what its API's document says: the three platforms', and the admin API's. */
import type { Dialect, WireRequest, WireResponse } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { adminOpenApi } from '../../src/server/admin/openapi.ts'
import { ADMIN_PATH } from '../../src/server/admin/path.ts'
import type { HostPart } from '../../src/server/host.ts'
import { type Check, createCheck } from './documented.ts'

const BASES: Readonly<Record<string, RegExp>> = {
  'commerce-layer': /^/,
  shopline: /^\/admin\/openapi\/v(20251201|20260301|20260601)(?=\/)/,
  easycart: /^\/api\/v1/,
}

const once = (make: () => Check): (() => Check) => {
  let made: Check | undefined
  return () => {
    made ??= make()
    return made
  }
}
/** Those of the dialects as they are shipped; with other assumptions, what a test makes of them is its own. */
const CHECKS = new Map(
  dialects.flatMap((dialect) => {
    const base = BASES[dialect.name]
    const { openApi } = dialect
    return openApi && base ? [[dialect, once(() => createCheck(openApi(), base))] as const] : []
  }),
)
const ADMIN = once(() => createCheck(adminOpenApi('0'), new RegExp(`^${ADMIN_PATH}`)))

export function checkOf(dialect: Dialect): Check {
  const check = CHECKS.get(dialect)?.()
  if (!check) throw new Error(`${dialect.name} has no document`)
  return check
}

export function expectDocumented(dialect: Dialect, request: WireRequest, response: WireResponse): void {
  const problem = CHECKS.get(dialect)?.()(request, response)
  if (problem) throw new Error(`not as /docs/${dialect.name}.json has it: ${problem}`)
}

/** The admin API, whose undocumented answers become failures that say so. */
export const documented = (part: HostPart): HostPart => ({
  ...part,
  async handle(request, services) {
    const response = await part.handle(request, services)
    const problem = request.path.startsWith(ADMIN_PATH) ? ADMIN()(request, response) : null
    return problem
      ? { status: 500, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ problem }) }
      : response
  },
})
