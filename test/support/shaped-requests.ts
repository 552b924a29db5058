/**
 * Requests as an API's own OpenAPI document describes them, and bent: values of another type, members that nobody knows,
 * texts that were written to break something, bodies that are cut.
 */
import type { OpenApiDocument } from '../../src/lib/openapi.ts'
import { mutate, NASTY, type Random } from '../fuzz/mutate.ts'

export interface ShapedRequest {
  /** `post /customers.json` */
  operation: string
  method: string
  /** With its query. */
  path: string
  headers: Record<string, string>
  body: string
}

// biome-ignore lint/suspicious/noExplicitAny: JSON Schema of any kind
type Node = any

interface Operation {
  name: string
  method: string
  path: string
  parameters: { name: string; in: string; schema: Node }[]
  bodies: [type: string, schema: Node][]
}

/**
 * A maker of requests: `ids` are put where paths have names for them, `leaveOut` are operations that no test may ask for.
 * How often a request is bent is `bent`, from 0 to 1.
 */
export function shapedRequests(
  document: OpenApiDocument,
  { ids, leaveOut = /^$/, bent = 0.8 }: { ids: readonly string[]; leaveOut?: RegExp; bent?: number },
): { operations: number; make(random: Random): ShapedRequest } {
  const resolve = (node: Node): Node => {
    if (typeof node?.$ref !== 'string') return node
    const [, ...steps] = node.$ref.split('/')
    return resolve(steps.reduce((here: Node, step: string) => here?.[step.replace('~1', '/')], document))
  }
  const all = operationsOf(document, resolve).filter(({ name }) => !leaveOut.test(name))

  return {
    operations: all.length,
    make(random) {
      const chance = (share: number) => random(1000) < share * 1000
      const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
      const isBent = chance(bent)
      const nasty = (): string => pick(NASTY)
      const anything = (): unknown =>
        pick([null, true, 0, -1, 1.5, 1e300, 2 ** 60, '', [], {}, nasty(), [nasty()], { [nasty()]: nasty() }])

      const text = ({ format, maxLength }: Node): string => {
        if (isBent && chance(0.15)) return mutate(nasty(), random, ids, [])
        if (format === 'uuid') return pick(ids)
        if (format === 'email') return `a${random(1e6)}@example.org`
        if (format === 'date') return pick(['2026-01-01', '2026-02-30', '0001-01-01', '9999-12-31'])
        if (format === 'date-time')
          return pick(['2026-01-01T00:00:00Z', '9999-12-31T23:59:60Z', '0000-01-01T00:00:00Z'])
        if (format === 'uri') return pick(['https://example.com/x', 'http://127.0.0.1:1/', 'http://[::1]/'])
        if (isBent && maxLength && chance(0.05)) return 'ä'.repeat(Math.min(maxLength + 1, 12_000))
        return pick([`text ${random(100)}`, 'usd', 'a', pick(ids)])
      }
      const value = (given: Node, depth = 0): unknown => {
        const node = resolve(given) ?? {}
        if (isBent && chance(0.04)) return anything()
        const one = node.oneOf ?? node.anyOf
        if (one) return value(pick(one), depth)
        if (node.allOf) return Object.assign({}, ...node.allOf.map((part: Node) => value(part, depth)))
        if (node.const !== undefined) return node.const
        if (node.enum) return pick(node.enum)
        const type = Array.isArray(node.type) ? pick(node.type) : node.type
        if (type === 'object' || node.properties) return object(node, depth)
        if (type === 'array')
          return depth > 6 ? [] : Array.from({ length: random(4) }, () => value(node.items, depth + 1))
        if (type === 'integer') return pick([0, 1, 2, 25, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, random(1000)])
        if (type === 'number') return pick([0, 1.5, -0, 1e-7, 1e21, random(1000)])
        if (type === 'boolean') return chance(0.5)
        if (type === 'null') return null
        return text(node)
      }
      const object = (node: Node, depth: number): object => {
        const wanted = new Set<string>(node.required ?? [])
        const members = depth > 6 ? [] : Object.entries(node.properties ?? {})
        return Object.fromEntries([
          ...members
            .filter(([name]) => (wanted.has(name) ? !isBent || chance(0.95) : chance(0.3)))
            .map(([name, inner]) => [name, value(inner, depth + 1)]),
          ...(isBent && chance(0.05) ? [[pick(['__proto__', 'constructor', nasty()]), anything()]] : []),
        ])
      }
      const encoded = (part: string) =>
        isBent && chance(0.05) ? part.replace(/[^!-~]|[#?]/g, '') : encodeURIComponent(part.toWellFormed())

      const operation = pick(all)
      const path = operation.path.replace(/\{[^}]*\}/g, () =>
        encoded(isBent && chance(0.3) ? nasty() || 'x' : pick(ids)),
      )
      const query = operation.parameters
        .filter((one) => one.in === 'query' && chance(0.25))
        .map(({ name, schema }) => {
          const sent = value(schema)
          return `${encoded(name)}=${encoded(typeof sent === 'string' ? sent : (JSON.stringify(sent) ?? ''))}`
        })
      const [type, schema] = operation.bodies.length > 0 ? pick(operation.bodies) : ['', {}]
      const sent = type === '' ? '' : written(type, value(schema))
      return {
        operation: operation.name,
        method: operation.method.toUpperCase(),
        path: `${path || '/'}${query.length > 0 ? `?${query.join('&')}` : ''}`,
        headers: {
          ...(type === '' ? {} : { 'Content-Type': type }),
          ...(chance(0.05) ? { 'Idempotency-Key': header(nasty()) } : {}),
          ...(chance(0.05) ? { 'If-Match': header(nasty()) } : {}),
        },
        body: isBent && chance(0.1) ? mutate(sent, random, [], []) : sent,
      }
    },
  }
}

/** What an HTTP client lets through. */
const header = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '')

const written = (type: string, body: unknown): string =>
  type.includes('form')
    ? Object.entries(body ?? {})
        .map(
          ([name, one]) =>
            `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(String(one).toWellFormed())}`,
        )
        .join('&')
    : typeof body === 'string' && !type.includes('json')
      ? body
      : (JSON.stringify(body) ?? '')

function operationsOf(document: OpenApiDocument, resolve: (node: Node) => Node): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      const { servers = document.servers, parameters = [], requestBody } = operation as Node
      const base = String(servers[0].url).replace('{version}', servers[0].variables?.version?.default ?? '')
      return {
        name: `${method} ${path}`,
        method,
        path: `${base.replace(/\/$/, '')}${path}`,
        parameters: parameters.map(resolve),
        bodies: Object.entries(resolve(requestBody)?.content ?? {}).map(
          ([type, { schema }]: [string, Node]) => [type, schema],
        ),
      }
    }),
  )
}
