/** `GET /api/organization` and `GET /api/application`: what there is one of for each caller has no id in its path. */
import type { WireResponse } from '../dialect.ts'
import type { ResourceCall } from './core-api.ts'
import { ok, readView, single } from './documents.ts'
import { Refused } from './errors.ts'
import { readPage } from './paging.ts'
import { roleOf } from './permissions.ts'
import { relationshipLinks, urlOf } from './present.ts'
import { readFields } from './query/read-fields.ts'
import { readParams } from './query/read-params.ts'
import { publicIdOf } from './resource.ts'
import { resources } from './resources/index.ts'

export function retrieveSingleton({ request, params, ...asking }: ResourceCall): Promise<WireResponse> {
  const { resource, record } = singletonOf({ params, ...asking })
  return single(resource, record, readView(request.query, resource), request, asking)
}

/** What happened to the organization is not kept: its history is empty. */
export async function singletonHistory(call: ResourceCall): Promise<WireResponse> {
  readHistoryOf(call)
  return ok({ data: [], meta: {}, links: {} })
}

export async function singletonHistoryLinkage(call: ResourceCall): Promise<WireResponse> {
  const { resource, record } = readHistoryOf(call)
  const self = urlOf(call.request.origin, resource, publicIdOf(resource, record))
  return ok({ links: relationshipLinks(self, 'event_stores'), data: [] })
}

function readHistoryOf(call: ResourceCall) {
  const sent = readParams(call.request.query)
  readFields(sent)
  readPage(sent, ['size', 'after', 'number'])
  if (roleOf(call.caller) !== 'integration') throw new Refused('unauthorized')
  return singletonOf(call)
}

/** The vendor's client puts the id into the path of the history; it must be the caller's. */
function singletonOf({ params, caller }: Pick<ResourceCall, 'params' | 'caller'>) {
  const resource = resources.get(params.type ?? '')
  const record = resource?.singleton?.of(caller)
  if (!resource || !record) throw new Refused('notFound')
  if (params.id !== undefined && params.id !== publicIdOf(resource, record)) throw new Refused('notFound')
  return { resource, record }
}
