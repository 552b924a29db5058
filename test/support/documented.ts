/**
 * Whether an answer is what the OpenAPI document of its API says of that path, method and status. Schemas are compiled
 * when they are first needed, once a process.
 */
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { WireRequest, WireResponse } from '../../src/dialects/dialect.ts'
import { COMPLETE_WITHOUT } from '../../src/lib/json-schema.ts'
import type { OpenApiDocument, OpenApiOperation, OpenApiResponse } from '../../src/lib/openapi.ts'

export type Asked = Pick<WireRequest, 'method' | 'path' | 'query'>
type Answered = Pick<WireResponse, 'status' | 'headers' | 'body'>

/** What is wrong with an answer; null when it is as documented. */
export type Check = (asked: Asked, answered: Answered) => string | null

interface Found {
  operation: OpenApiOperation
  pointer: string
}

/** The document below `base`, which stands before its paths unless an operation names a server of its own. */
export function createCheck(document: OpenApiDocument, base: RegExp): Check {
  const find = createFinder(document, base)
  const validators = [createValidators(document, false), createValidators(document, true)] as const

  return (asked, answered) => {
    const found = find(asked)
    const { status, body } = answered
    if (!found)
      return status < 400
        ? `${asked.method} ${asked.path} is not documented, and is answered with ${status}`
        : null
    const { operation, pointer } = found
    const response = operation.responses[status]
    if (!response)
      return `${operation.operationId} is not documented to answer ${status}: ${body.slice(0, 500)}`
    const { content, at } = contentOf(document, response, `${pointer}/responses/${status}`)
    if (!content)
      return body === '' ? null : `${operation.operationId}, ${status}: a body where none is documented`
    const type = typeOf(answered)
    if (!Object.hasOwn(content, type)) return `${operation.operationId}, ${status}: a body of type ${type}`
    // A page.
    if (!type.includes('json')) return null
    const all = !/(^|&)fields(=|\[|%5B)/i.test(asked.query)
    const isRight = validators[all ? 1 : 0](`${at}/content/${escaped(type)}/schema`)
    if (isRight(JSON.parse(String(body)))) return null
    const problems = (isRight.errors ?? [])
      .slice(0, 5)
      .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    return `${operation.operationId}, ${status}: ${problems.join('; ')}\n${body.slice(0, 1500)}`
  }
}

const typeOf = ({ headers }: Answered): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''

function contentOf(
  document: OpenApiDocument,
  response: OpenApiResponse | { $ref: string },
  pointer: string,
): { content: OpenApiResponse['content']; at: string } {
  if (!('$ref' in response)) return { content: response.content, at: pointer }
  const name = response.$ref.split('/').at(-1) ?? ''
  return { content: document.components.responses[name]?.content, at: `/components/responses/${name}` }
}

const escaped = (text: string): string => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'))

/** `strict`: nobody chose the members of objects, so that all of them must be there. */
function createValidators(document: OpenApiDocument, strict: boolean) {
  let ajv: Ajv2020 | undefined
  const compiled = new Map<string, ValidateFunction>()
  return (pointer: string): ValidateFunction => {
    ajv ??= open(document, strict)
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` })
    compiled.set(pointer, known)
    return known
  }
}

function open(document: OpenApiDocument, strict: boolean): Ajv2020 {
  // The document itself is no schema, and the patterns say what formats would.
  const ajv = new Ajv2020({
    ...{ strict: false, validateSchema: false, validateFormats: false, inlineRefs: false },
    // Half the time of compiling, for code that runs a few hundred times.
    code: { optimize: false },
  })
  ajv.addKeyword({
    keyword: COMPLETE_WITHOUT,
    type: 'object',
    schemaType: 'string',
    macro: (_parameter: string, { properties = {} }: AnySchemaObject) =>
      strict ? { required: Object.keys(properties) } : {},
  })
  ajv.addSchema(document as unknown as AnySchemaObject, 'api')
  return ajv
}

/** Paths by their segments; a literal one wins over a `{name}`, which may have an ending: `{id}.json`. */
interface Node {
  literal: Map<string, Node>
  named: { ending: string; node: Node }[]
  methods: Map<string, Found> | null
}
const newNode = (): Node => ({ literal: new Map(), named: [], methods: null })

function createFinder(document: OpenApiDocument, base: RegExp): (asked: Asked) => Found | null {
  const [within, root] = [newNode(), newNode()]
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const node = path
        .split('/')
        .slice(1)
        .reduce(stepTo, operation.servers ? root : within)
      node.methods ??= new Map()
      node.methods.set(method.toUpperCase(), { operation, pointer: `/paths/${escaped(path)}/${method}` })
    }
  return ({ method, path: sent }) => {
    const path = sent.replace(/\/$/, '')
    const below = base.exec(path)?.[0]
    const asked = method === 'HEAD' ? 'GET' : method
    const inBase = below === undefined ? null : walk(within, segmentsOf(path.slice(below.length)), asked)
    return inBase ?? walk(root, segmentsOf(path), asked)
  }
}

const segmentsOf = (path: string): string[] => path.split('/').slice(1)

function stepTo(node: Node, segment: string): Node {
  const [, ending] = /^\{\w+\}(.*)$/.exec(segment) ?? []
  if (ending === undefined) {
    const next = node.literal.get(segment) ?? newNode()
    node.literal.set(segment, next)
    return next
  }
  const known = node.named.find((one) => one.ending === ending)
  if (known) return known.node
  const next = newNode()
  node.named.push({ ending, node: next })
  return next
}

function walk(node: Node, [segment, ...rest]: readonly string[], method: string): Found | null {
  if (segment === undefined) return node.methods?.get(method) ?? null
  const literal = node.literal.get(segment)
  const found = literal && walk(literal, rest, method)
  if (found) return found
  for (const { ending, node: next } of node.named)
    if (segment.length > ending.length && segment.endsWith(ending)) {
      const further = walk(next, rest, method)
      if (further) return further
    }
  return null
}
