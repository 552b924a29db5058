/**
 * Whether an answer is a JSON:API 1.0 document, by the schema that jsonapi.org published, as the package
 * `jsonapi-validator` carries it. Commerce Layer's Authentication API is plain JSON and is not asked: its
 * errors have a number as `status` (section 2.6), which JSON:API does not allow.
 */
import { Ajv } from 'ajv'
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import schema from 'jsonapi-validator/lib/schema.json' with { type: 'json' }

const MEDIA_TYPE = 'application/vnd.api+json'

// The schema is of another draft's time: an older `$schema`, descriptions beside `$ref`.
const ajv = new Ajv({ strict: false, meta: false, allErrors: true })
ajv.addMetaSchema(draft06)
// Links have literal brackets (section 3.2), which a URL parser takes and RFC 3986 does not.
ajv.addFormat('uri-reference', (text: string) => URL.canParse(text, 'http://localhost'))
const isDocument = ajv.compile(schema)

export function isJsonApi(body: unknown): boolean {
  return isDocument(body)
}

/** Fails unless the answer is such a document and says so, or has no body. */
export function expectJsonApi(answer: { headers: Readonly<Record<string, string>>; body: string }): void {
  if (answer.body === '') return
  const type = Object.entries(answer.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (type?.split(';')[0] !== MEDIA_TYPE) throw new Error(`a Core API answer of type ${type}: ${answer.body}`)
  if (!isJsonApi(JSON.parse(answer.body)))
    throw new Error(
      `no JSON:API 1.0 document: ${ajv.errorsText(isDocument.errors)}\n${answer.body.slice(0, 2000)}`,
    )
}
