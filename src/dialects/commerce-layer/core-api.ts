/** The endpoints of every resource: list, retrieve, related, linkage (sections 1.3, 4.2, 4.3). */
import type { WireRequest, WireResponse } from '../dialect.ts'
import {
  collection,
  emptyPage,
  ok,
  pageOf,
  questionOf,
  readCollection,
  readView,
  single,
} from './documents.ts'
import { Refused } from './errors.ts'
import { historyLinkage, historyPage, retrieveEvent } from './history/history.ts'
import { linkedTo } from './links.ts'
import { type Asking, findRecord, identifierOf } from './load.ts'
import { readPage } from './paging.ts'
import { relationshipLinks, selfUrl } from './present.ts'
import { readParams } from './query/read-params.ts'
import { readSort } from './query/read-sort.ts'
import { type Found, relatedRecords } from './related.ts'
import { type AnyRecord, type Relationship, type Resource, relationshipOf } from './resource.ts'
import { resources, targetOf } from './resources/index.ts'

export interface ResourceCall extends Asking {
  request: WireRequest
  params: Readonly<Record<string, string>>
}

export function resourceOf(params: ResourceCall['params']): Resource {
  const resource = resources.get(params.type ?? '')
  if (!resource?.served) throw new Refused('notFound')
  return resource
}

export function listResources({ request, params, ...asking }: ResourceCall): Promise<WireResponse> {
  const resource = resourceOf(params)
  return collection(resource, readCollection(request.query, resource, asking), undefined, request, asking)
}

export async function retrieveResource({ request, params, ...asking }: ResourceCall): Promise<WireResponse> {
  const resource = resourceOf(params)
  const view = readView(request.query, resource)
  const id = params.id ?? ''
  if (resource.type === 'event_stores') return retrieveEvent(id, view.fieldsets, request, asking)
  return single(resource, await findRecord(resource, id, asking), view, request, asking)
}

export async function relatedResources({ request, params, ...asking }: ResourceCall): Promise<WireResponse> {
  const { resource, relationship } = relationshipFrom(params)
  const id = params.id ?? ''
  if (relationship.link === 'history') return historyPage(resource, id, request, asking)
  const target = targetOf(relationship)
  if (!relationship.many) {
    const view = target && readView(request.query, target)
    const owner = await findRecord(resource, id, asking)
    const found = await relatedOne(resource, relationship, owner, asking)
    const seen = found && (view ?? readView(request.query, found.resource))
    return found && seen ? single(found.resource, found.record, seen, request, asking) : ok({ data: null })
  }
  if (!target) {
    const sent = readParams(request.query)
    const page = readPage(sent, ['number', 'size'])
    await findRecord(resource, id, asking)
    return emptyPage(request, sent, page)
  }
  const asked = readCollection(request.query, target, asking)
  const owner = await findRecord(resource, id, asking)
  const within = linkedTo(resource, relationship.link, target, owner, asking.caller)
  return collection(target, asked, within, request, asking)
}

const relatedOne = async (
  resource: Resource,
  relationship: Relationship,
  owner: AnyRecord,
  asking: Asking,
): Promise<Found | undefined> =>
  (await relatedRecords(resource, relationship, [owner], asking)).get(owner.key)?.[0]

/** `{links, data}`: null, one identifier, or a page of them. */
export async function linkage({ request, params, ...asking }: ResourceCall): Promise<WireResponse> {
  const { resource, relationship } = relationshipFrom(params)
  const id = params.id ?? ''
  const links = relationshipLinks(selfUrl(request.origin, resource.type, id), relationship.name)
  if (relationship.link === 'history') return historyLinkage(resource, id, links, request, asking)
  const page = readPage(readParams(request.query), ['number', 'size'])
  const owner = await findRecord(resource, id, asking)
  const target = targetOf(relationship)
  if (!relationship.many) {
    const found = await relatedOne(resource, relationship, owner, asking)
    return ok({ links, data: found ? identifierOf(found) : null })
  }
  if (!target) return ok({ links, data: [] })
  const asked = { filters: undefined, sort: readSort([], target), page }
  const within = linkedTo(resource, relationship.link, target, owner, asking.caller)
  const records = await pageOf(questionOf(target, asked, within, asking.caller), asking)
  return ok({ links, data: records.map((record) => identifierOf({ resource: target, record })) })
}

function relationshipFrom(params: ResourceCall['params']) {
  const resource = resourceOf(params)
  const relationship = relationshipOf(resource, params.relationship ?? '')
  if (!relationship) throw new Refused('notFound')
  return { resource, relationship }
}
