/** The endpoints that write any resource: create, update, delete (section 5). */
import type { Actor } from '../../../core/ports.ts'
import type { Services, WireResponse } from '../../dialect.ts'
import { type ResourceCall, resourceOf } from '../core-api.ts'
import { created, readView, single } from '../documents.ts'
import { Refused } from '../errors.ts'
import { findRecord } from '../load.ts'
import { type AnyRecord, attributeOf, type Resource } from '../resource.ts'
import { applicationClaim, type Caller } from '../tokens.ts'
import { castValue } from './cast-value.ts'
import { askingWithin } from './context.ts'
import { type Input, readInput } from './read-input.ts'
import { writeRecord } from './write-record.ts'
import type { WriteContext, WriteValue } from './write-types.ts'

export async function createResource({ request, params, ...asking }: ResourceCall): Promise<WireResponse> {
  const resource = resourceOf(params)
  const view = readView(request.query, resource)
  const input = readInput(request.body, resource, null, asking.caller)
  const prepared = await prepare(resource, input, asking.services)
  const record = await write(asking, prepared, (context) => writeRecord(resource, null, input, context))
  return created(resource, await asCommitted(resource, record, asking), view, request, asking)
}

export async function updateResource({ request, params, ...asking }: ResourceCall): Promise<WireResponse> {
  const resource = resourceOf(params)
  const id = params.id ?? ''
  const view = readView(request.query, resource)
  const input = readInput(request.body, resource, id, asking.caller)
  const prepared = await prepare(resource, input, asking.services)
  const record = await write(asking, prepared, async (context) => {
    const before = await findLocked(resource, id, context)
    return writeRecord(resource, before, input, context)
  })
  return single(resource, await asCommitted(resource, record, asking), view, request, asking)
}

export async function deleteResource({ params, ...asking }: ResourceCall): Promise<WireResponse> {
  const resource = resourceOf(params)
  await write(asking, new Map(), async (context) => {
    const record = await findLocked(resource, params.id ?? '', context)
    const reason = await resource.writing.locked?.(record, context)
    if (reason) throw new Refused('locked', reason)
    if (resource.writing.remove) await resource.writing.remove(record, context)
    else if (resource.record) await context.writer.remove(resource.record, [record.key])
  })
  return { status: 204, headers: {}, body: '' }
}

/**
 * The record as it stays until the end of the transaction: two changes of one record happen one after the
 * other, so that neither is lost and the caller may still see what it changes.
 */
async function findLocked(resource: Resource, id: string, context: WriteContext): Promise<AnyRecord> {
  const asking = askingWithin(context)
  const { key } = await findRecord(resource, id, asking)
  if (resource.record) await context.writer.lock(resource.record, key)
  return findRecord(resource, id, asking)
}

type Asking = Pick<ResourceCall, 'caller' | 'services'>

const write = <T>(
  { caller, services }: Asking,
  prepared: WriteContext['prepared'],
  work: (context: WriteContext) => Promise<T>,
): Promise<T> =>
  services.records.write(caller.organization.key, actorOf(caller), (writer) =>
    work({ caller, services, prepared, writer, organization: caller.organization.key }),
  )

/** With the figures that the store works out when the transaction ends. */
async function asCommitted(
  resource: Resource,
  record: AnyRecord,
  { caller, services }: Asking,
): Promise<AnyRecord> {
  const { record: type } = resource
  const now = type && (await services.records.find(caller.organization.key, type, 'key', record.key))
  return (now as unknown as AnyRecord | null) ?? record
}

async function prepare(
  resource: Resource,
  { attributes }: Input,
  services: Services,
): Promise<WriteContext['prepared']> {
  const prepared = new Map<string, WriteValue>()
  for (const [name, value] of attributes) {
    const attribute = attributeOf(resource, name)
    const work = attribute?.prepare
    const text = work && attribute ? castValue(attribute.type, value) : null
    if (work && typeof text === 'string' && text !== '') prepared.set(name, await work(text, services))
  }
  return prepared
}

/** Who wrote, as an event tells it (section 4.4). */
const actorOf = (caller: Caller): Actor => ({
  application: applicationClaim(caller),
  ...(caller.owner ? { owner: { id: caller.owner.id, type: caller.owner.type } } : {}),
})
