/** The records that a body's relationships name: they must be there, and the caller may see them. */
import { all } from '../../../core/query.ts'
import { Refused } from '../errors.ts'
import { roleOf, visible } from '../permissions.ts'
import { type AnyRecord, publicIdOf, type Resource } from '../resource.ts'
import { resources } from '../resources/index.ts'
import type { Input } from './read-input.ts'
import type { Reference, WriteContext } from './write-types.ts'

/**
 * Two statements a type, however many are named. Refuses what is not there with 404 [assumed] (section 5.4),
 * and what the caller may not see with 401.
 */
export async function findReferences(
  input: Input,
  context: WriteContext,
): Promise<Map<string, readonly Reference[]>> {
  const wanted = [...input.relationships.values()].flat()
  const found = new Map<string, Reference>()
  for (const type of new Set(wanted.map((one) => one.type))) {
    const ids = [...new Set(wanted.filter((one) => one.type === type).map(({ id }) => id))]
    for (const reference of await ofType(type, ids, context))
      found.set(`${type}/${publicIdOf(reference.resource, reference.record)}`, reference)
  }
  return new Map(
    [...input.relationships].map(([name, identifiers]) => [
      name,
      identifiers.flatMap(({ type, id }) => found.get(`${type}/${id}`) ?? []),
    ]),
  )
}

async function ofType(type: string, ids: readonly string[], context: WriteContext): Promise<Reference[]> {
  const resource = resources.get(type)
  if (!resource?.record || ids.some((id) => id.includes('\0'))) throw new Refused('notFound')
  const known = await list(resource, ids, context)
  const missing = ids.filter((id) => !known.some((record) => publicIdOf(resource, record) === id))
  const bare = !resource.served && resource.kind !== null
  if (missing.length > 0 && !bare) throw new Refused('notFound')
  const seen = visible(resource, context.caller)
  if (seen && (await list(resource, ids, context, seen)).length < ids.length)
    throw new Refused('unauthorized')
  const made = bare ? await remember(resource, missing, context) : []
  return [...known, ...made].map((record) => ({ resource, record }))
}

async function list(
  resource: Resource,
  ids: readonly string[],
  { writer, organization }: WriteContext,
  seen?: ReturnType<typeof visible>,
): Promise<AnyRecord[]> {
  const where = all(resource.only, { op: 'in', field: resource.idField, values: ids }, seen)
  const type = resource.record ?? 'record'
  return (await writer.list(organization, {
    type,
    where,
    sort: [],
    limit: ids.length,
  })) as unknown as AnyRecord[]
}

/**
 * A record of a type that Clientele does not serve (a price list, a payment method): only its id is known,
 * and it is remembered the first time that a record links to it, so that links survive.
 */
async function remember(
  resource: Resource,
  ids: readonly string[],
  context: WriteContext,
): Promise<AnyRecord[]> {
  if (ids.length === 0) return []
  if (roleOf(context.caller) !== 'integration') throw new Refused('unauthorized')
  if (!ids.every((id) => /^[A-Za-z0-9]{1,64}$/.test(id))) throw new Refused('notFound')
  const kind = resource.type
  await context.writer.exclusive(`records:${kind}`)
  const meanwhile = await list(resource, ids, context)
  const fresh = ids.filter((id) => !meanwhile.some((record) => publicIdOf(resource, record) === id))
  const made = await context.writer.create(
    'record',
    fresh.map((shortId) => ({ kind, shortId })),
  )
  return [...meanwhile, ...made]
}
