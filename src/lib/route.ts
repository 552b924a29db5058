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
  const compiled = routes.map((route) => ({ route, expression: compile(route.path) }))
  return (method, path) => {
    const methods: string[] = []
    for (const { route, expression } of compiled) {
      const found = expression.exec(path)
      if (!found) continue
      if (route.method === method) return { match: { route, params: decode(found.groups ?? {}) }, methods }
      if (!methods.includes(route.method)) methods.push(route.method)
    }
    return { match: null, methods }
  }
}

function compile(pattern: string): RegExp {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:([a-zA-Z]+)/g, '(?<$1>[^/]+?)')
  return new RegExp(`^${source}$`)
}

function decode(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, percentDecode(value)]))
}

/** Percent-decoding that leaves malformed text as it is. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
