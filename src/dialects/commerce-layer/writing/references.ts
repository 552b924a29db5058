/** The records that a body's relationships name: they must be there, and the caller may see them. */
import { Refused } from '../errors.ts'
import { findRecords, withIds } from '../load.ts'
import { roleOf } from '../permissions.ts'
import { type AnyRecord, publicIdOf, type Resource } from '../resource.ts'
import { resources } from '../resources/index.ts'
import { askingWithin } from './context.ts'
import type { Input } from './read-input.ts'
import type { Reference, WriteContext } from './write-types.ts'

/**
 * Refuses what is not there with 404 [assumed] (section 5.4), and what the caller may not see with 401. A
 * fixed number of statements for each type, however many records are named.
 */
export async function findReferences(
  input: Input,
  context: WriteContext,
): Promise<Map<string, readonly Reference[]>> {
  const wanted = new Map<string, Set<string>>()
  for (const { type, id } of [...input.relationships.values()].flat())
    wanted.set(type, (wanted.get(type) ?? new Set()).add(id))
  const known = new Map<string, Reference>()
  for (const [type, ids] of wanted)
    for (const reference of await findAll(type, [...ids], context))
      known.set(`${type}/${publicIdOf(reference.resource, reference.record)}`, reference)
  return new Map(
    [...input.relationships].map(([name, identifiers]) => [
      name,
      identifiers.flatMap(({ type, id }) => known.get(`${type}/${id}`) ?? []),
    ]),
  )
}

async function findAll(type: string, ids: readonly string[], context: WriteContext): Promise<Reference[]> {
  const resource = resources.get(type)
  if (!resource?.record) throw new Refused('notFound')
  const records =
    resource.served || resource.kind === null
      ? await findRecords(resource, ids, askingWithin(context))
      : await knownById(resource, ids, context)
  return records.map((record) => ({ resource, record }))
}

/**
 * Records of a type that Clientele does not serve (a price list, a payment method): only the id is known,
 * and it is remembered the first time that a record links to it, so that links survive.
 */
async function knownById(
  resource: Resource,
  ids: readonly string[],
  { caller, writer, organization }: WriteContext,
): Promise<AnyRecord[]> {
  if (roleOf(caller) !== 'integration') throw new Refused('unauthorized')
  if (ids.some((id) => !/^[A-Za-z0-9]{1,64}$/.test(id))) throw new Refused('notFound')
  const where = withIds(resource, ids)
  const listed = async () =>
    (await writer.list(organization, {
      type: 'record',
      where,
      sort: [],
      limit: ids.length,
    })) as unknown as AnyRecord[]
  const known = await listed()
  if (known.length === ids.length) return known
  await writer.exclusive(`records:${resource.type}`)
  const now = await listed()
  const there = new Set(now.map((record) => publicIdOf(resource, record)))
  const fresh = ids.filter((id) => !there.has(id))
  const made = await writer.create(
    'record',
    fresh.map((shortId) => ({ kind: resource.type, shortId })),
  )
  return [...now, ...(made as unknown as AnyRecord[])]
}
