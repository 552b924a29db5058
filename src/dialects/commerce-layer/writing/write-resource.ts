/** The endpoints that write any resource: create, update, delete (section 5). */
import type { Actor } from '../../../core/ports.ts'
import type { Services, WireResponse } from '../../dialect.ts'
import { type ResourceCall, resourceOf } from '../core-api.ts'
import { created, readView, single } from '../documents.ts'
import { Refused } from '../errors.ts'
import { findRecord } from '../load.ts'
import { attributeOf, type Resource } from '../resource.ts'
import { applicationClaim, type Caller } from '../tokens.ts'
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
  return created(resource, record, view, request, asking)
}

export async function updateResource({ request, params, ...asking }: ResourceCall): Promise<WireResponse> {
  const resource = resourceOf(params)
  const id = params.id ?? ''
  const view = readView(request.query, resource)
  const input = readInput(request.body, resource, id, asking.caller)
  const prepared = await prepare(resource, input, asking.services)
  const record = await write(asking, prepared, async (context) => {
    const before = await findRecord(resource, id, askingWithin(context))
    return writeRecord(resource, before, input, context)
  })
  return single(resource, record, view, request, asking)
}

export async function deleteResource({ params, ...asking }: ResourceCall): Promise<WireResponse> {
  const resource = resourceOf(params)
  await write(asking, new Map(), async (context) => {
    const record = await findRecord(resource, params.id ?? '', askingWithin(context))
    const reason = await resource.writing.locked?.(record, context)
    if (reason) throw new Refused('locked', reason)
    if (resource.writing.remove) await resource.writing.remove(record, context)
    else if (resource.record) await context.writer.remove(resource.record, [record.key])
  })
  return { status: 204, headers: {}, body: '' }
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

async function prepare(
  resource: Resource,
  { attributes }: Input,
  services: Services,
): Promise<WriteContext['prepared']> {
  const prepared = new Map<string, WriteValue>()
  for (const [name, value] of attributes) {
    const work = attributeOf(resource, name)?.prepare
    if (work && typeof value === 'string' && value !== '')
      prepared.set(name, await work(value.toWellFormed(), services))
  }
  return prepared
}

/** Who wrote, as an event tells it (section 4.4). */
const actorOf = (caller: Caller): Actor => ({
  application: applicationClaim(caller),
  ...(caller.owner ? { owner: { id: caller.owner.id, type: caller.owner.type } } : {}),
})
