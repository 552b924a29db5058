/** The records that a body's relationships name: they must be there, and the caller may see them. */
import { all } from '../../../core/query.ts'
import { Refused } from '../errors.ts'
import { findRecord, withId } from '../load.ts'
import { roleOf } from '../permissions.ts'
import { resources } from '../resources/index.ts'
import { askingWithin } from './context.ts'
import type { Identifier, Input } from './read-input.ts'
import type { Reference, WriteContext } from './write-types.ts'

/** Refuses what is not there with 404 [assumed] (section 5.4), and what the caller may not see with 401. */
export async function findReferences(
  input: Input,
  context: WriteContext,
): Promise<Map<string, readonly Reference[]>> {
  const found = new Map<string, readonly Reference[]>()
  for (const [name, identifiers] of input.relationships) {
    const references: Reference[] = []
    for (const identifier of identifiers) references.push(await findReference(identifier, context))
    found.set(name, references)
  }
  return found
}

async function findReference({ type, id }: Identifier, context: WriteContext): Promise<Reference> {
  const resource = resources.get(type)
  if (!resource?.record) throw new Refused('notFound')
  if (resource.served || resource.kind === null)
    return { resource, record: await findRecord(resource, id, askingWithin(context)) }
  return { resource, record: await knownById(type, id, context) }
}

/**
 * A record of a type that Clientele does not serve (a price list, a payment method): only its id is known,
 * and it is remembered the first time that a record links to it, so that links survive.
 */
async function knownById(kind: string, id: string, { caller, writer, organization }: WriteContext) {
  if (roleOf(caller) !== 'integration') throw new Refused('unauthorized')
  if (!/^[A-Za-z0-9]{1,64}$/.test(id)) throw new Refused('notFound')
  await writer.exclusive(`record:${kind}:${id}`)
  const resource = resources.get(kind)
  const where = all(resource && withId(resource, id))
  const [known] = await writer.list(organization, { type: 'record', where, sort: [], limit: 1 })
  if (known) return known
  const [made] = await writer.create('record', [{ kind, shortId: id }])
  if (!made) throw new Error('Not created')
  return made
}
