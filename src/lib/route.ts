/** Finds the entry of a route table that a method and a path mean. Pure; patterns are compiled once. */

export interface RoutePattern {
  method: string
  /** `/customers/:id.json`: a `:name` matches one or more characters other than `/` (and stops at `.json`). */
  path: string
}

export interface Match<R> {
  route: R
  params: Record<string, string>
}

/** `route` when path and method fit; `methods` those that would have fitted the path, when none did. */
export interface Found<R> {
  match: Match<R> | null
  methods: string[]
}

/** Earlier routes win, so literal segments are listed before parameters. Params are percent-decoded. */
export function createRouter<R extends RoutePattern>(
  routes: readonly R[],
): (method: string, path: string) => Found<R> {
  const compiled = routes.map((route) => ({ route, ...compile(route.path) }))
  return (method, path) => {
    const methods: string[] = []
    for (const { route, names, expression } of compiled) {
      const found = expression.exec(path)
      if (!found) continue
      if (route.method === method) return { match: { route, params: paramsOf(names, found) }, methods }
      if (!methods.includes(route.method)) methods.push(route.method)
    }
    return { match: null, methods }
  }
}

const NAME = /:([a-zA-Z]+)/g

function compile(pattern: string): { names: string[]; expression: RegExp } {
  const names = [...pattern.matchAll(NAME)].map(([, name = '']) => name)
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(NAME, '([^/]+?)')
  return { names, expression: new RegExp(`^${source}$`) }
}

function paramsOf(names: readonly string[], found: RegExpExecArray): Record<string, string> {
  const params: Record<string, string> = {}
  for (let index = 0; index < names.length; index++)
    params[names[index] as string] = percentDecode(found[index + 1] as string)
  return params
}

/** Percent-decoding that leaves malformed text as it is. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
