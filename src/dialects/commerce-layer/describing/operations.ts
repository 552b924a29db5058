/** The Core API's endpoints, from the resource descriptions: what each resource's operations and relationships are. */
import { closed, named, type Schema } from '../../../lib/json-schema.ts'
import { answer, emptyAnswer, type Operation } from '../../../lib/openapi.ts'
import { CONTENT_TYPE } from '../errors.ts'
import type { Relationship, Resource, Operation as ResourceOperation } from '../resource.ts'
import { targetOf } from '../resources/index.ts'
import { HISTORY, listParameters, PAGE, viewParameters } from './parameters.ts'
import { type ErrorStatus, refusals } from './refusals.ts'
import { historyPage, linkageDocument, pageOf, singleOf } from './resource-schemas.ts'

const ALWAYS: readonly ErrorStatus[] = [400, 401, 404, 406, 429, 500, 503, 504]
const OF_WRITES: readonly ErrorStatus[] = [...ALWAYS, 409, 412, 415, 422]

const shown = (schema: Schema, more: readonly ErrorStatus[] = ALWAYS): Operation['answers'] => ({
  200: answer('Done.', CONTENT_TYPE, schema),
  ...refusals(more),
})

/** `customer_groups` as a name in code and for people. */
const capital = (text: string): string =>
  text.replace(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase())
export const titleOf = (type: string): string => {
  const words = type.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
const wordsOf = (type: string): string => type.replaceAll('_', ' ')

const OPERATIONS: Readonly<Record<ResourceOperation, (resource: Resource) => Operation[]>> = {
  list: (resource) => [
    {
      method: 'GET',
      path: `/api/${resource.type}`,
      id: `list${capital(resource.type)}`,
      tag: titleOf(resource.type),
      summary: `List ${wordsOf(resource.type)}`,
      parameters: listParameters(resource),
      answers: shown(pageOf(resource.type)),
    },
  ],
  create: (resource) => [
    {
      method: 'POST',
      path: `/api/${resource.type}`,
      id: `create${capital(resource.type)}`,
      tag: titleOf(resource.type),
      summary: `Create one of the ${wordsOf(resource.type)}`,
      parameters: viewParameters(resource),
      body: bodyOf(`${resource.type}_creation`),
      answers: {
        201: answer('Created.', CONTENT_TYPE, singleOf([resource.type]), {
          Location: { schema: { type: 'string' } },
        }),
        ...refusals(OF_WRITES),
      },
    },
  ],
  retrieve: (resource) => [
    {
      method: 'GET',
      path: `/api/${resource.type}/:id`,
      id: `retrieve${capital(resource.type)}`,
      tag: titleOf(resource.type),
      summary: `Retrieve one of the ${wordsOf(resource.type)}`,
      parameters: viewParameters(resource),
      answers: shown(singleOf([resource.type])),
    },
  ],
  update: (resource) =>
    (['PATCH', 'PUT'] as const).map((method) => ({
      method,
      path: `/api/${resource.type}/:id`,
      id: `${method === 'PUT' ? 'put' : 'update'}${capital(resource.type)}`,
      tag: titleOf(resource.type),
      summary: `Update one of the ${wordsOf(resource.type)}${method === 'PUT' ? ', as PATCH does' : ''}`,
      parameters: viewParameters(resource),
      body: bodyOf(`${resource.type}_update`),
      answers: shown(singleOf([resource.type]), OF_WRITES),
    })),
  delete: (resource) => [
    {
      method: 'DELETE',
      path: `/api/${resource.type}/:id`,
      id: `delete${capital(resource.type)}`,
      tag: titleOf(resource.type),
      summary: `Delete one of the ${wordsOf(resource.type)}`,
      answers: { 204: emptyAnswer('Deleted.'), ...refusals([...ALWAYS, 409, 412, 422, 423]) },
    },
  ],
}

const bodyOf = (name: string) => ({ types: [CONTENT_TYPE], schema: named(name), required: true })

/** What the record leads to, and the bare links to it. */
function relatedOf(resource: Resource, relationship: Relationship): Operation[] {
  const { name, many, link, targets } = relationship
  const at = `/api/${resource.type}/:id`
  const tag = titleOf(resource.type)
  const id = `${capital(resource.type)}${capital(name)}`
  const target = targetOf(relationship)
  const related = (): Pick<Operation, 'parameters' | 'answers'> => {
    if (link === 'history') return { parameters: HISTORY, answers: shown(historyPage) }
    if (many && !target) return { parameters: PAGE, answers: shown(pageOf(null)) }
    if (many && target) return { parameters: listParameters(target), answers: shown(pageOf(target.type)) }
    return {
      parameters: target ? viewParameters(target) : [],
      answers: shown(singleOf(targets, { orNone: true })),
    }
  }
  return [
    {
      method: 'GET',
      path: `${at}/${name}`,
      id: `related${id}`,
      tag,
      summary: `The ${wordsOf(name)} of one of the ${wordsOf(resource.type)}`,
      ...related(),
    },
    {
      method: 'GET',
      path: `${at}/relationships/${name}`,
      id: `linkage${id}`,
      tag,
      summary: `The links to the ${wordsOf(name)}`,
      parameters: link === 'history' ? HISTORY : many ? PAGE : [],
      answers: shown(linkageDocument(relationship)),
    },
  ]
}

/** There is one for each caller. */
function singletonOf(resource: Resource): Operation[] {
  const { type, singleton, relationships } = resource
  const at = `/api/${singleton?.path ?? ''}`
  const history = relationships.find(({ link }) => link === 'history')
  const tag = titleOf(type)
  const described = (path: string, id: string, summary: string, schema: Schema): Operation => ({
    method: 'GET',
    path,
    id: `${id}${capital(type)}`,
    tag,
    summary,
    parameters: id === 'retrieve' ? viewParameters(resource) : HISTORY,
    answers: shown(schema),
  })
  return [
    described(at, 'retrieve', `Retrieve the caller’s own of the ${wordsOf(type)}`, singleOf([type])),
    ...(history
      ? [
          described(`${at}/${history.name}`, 'historyOf', 'Its history', historyPage),
          described(
            `${at}/relationships/${history.name}`,
            'historyLinksOf',
            'The links to its history',
            linkageDocument(history),
          ),
          described(`${at}/:id/${history.name}`, 'historyByIdOf', 'Its history, by its id', historyPage),
        ]
      : []),
  ]
}

export function operationsOf(resource: Resource): Operation[] {
  if (resource.singleton) return singletonOf(resource)
  const own = [...resource.operations].flatMap((operation) => OPERATIONS[operation](resource))
  return [...own, ...resource.relationships.flatMap((one) => relatedOf(resource, one))]
}
