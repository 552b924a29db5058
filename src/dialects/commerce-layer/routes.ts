/** Commerce Layer's surface at a glance. */
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { linkage, listResources, type ResourceCall, relatedResources, retrieveResource } from './core-api.ts'
import { answerAuthorization, showAuthorization } from './oauth/authorize/index.ts'
import { publicKeys } from './oauth/jwks.ts'
import { revokeToken } from './oauth/oauth-revoke.ts'
import { issueToken } from './oauth/oauth-token.ts'
import type { Action } from './permissions.ts'
import { retrieveSingleton, singletonHistory, singletonHistoryLinkage } from './singletons.ts'
import { createResource, deleteResource, updateResource } from './writing/write-resource.ts'

export interface CommerceLayerCall {
  request: WireRequest
  services: Services
  params: Record<string, string>
}

/** Authentication API: plain JSON (a page for people at `/oauth/authorize`), without a bearer token. */
export interface CommerceLayerRoute {
  method: string
  path: string
  handle(call: CommerceLayerCall): Promise<WireResponse>
}

/** Core API: JSON:API, for a caller who may do `action`. */
export interface ResourceRoute {
  method: string
  path: string
  action: Action
  /** The resource, where the path does not name its type. */
  type?: string
  /** Filters narrow its answer. */
  filtered?: true
  /** What it shows is the organization's own and stays so while nothing is written: it may be given from memory. */
  hot?: true
  handle(call: ResourceCall): Promise<WireResponse>
}

export const routes: readonly CommerceLayerRoute[] = [
  { method: 'POST', path: '/oauth/token', handle: issueToken },
  { method: 'POST', path: '/oauth/revoke', handle: revokeToken },
  { method: 'GET', path: '/oauth/authorize', handle: showAuthorization },
  { method: 'POST', path: '/oauth/authorize', handle: answerAuthorization },
  { method: 'GET', path: '/.well-known/jwks.json', handle: publicKeys },
]

/** One for each caller: read, and nothing else. */
const singleton = (path: string, type: string): ResourceRoute[] =>
  ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'].map((method) => ({
    method,
    path,
    type,
    action: 'show',
    handle: retrieveSingleton,
  }))
const history = {
  method: 'GET',
  action: 'show',
  type: 'organizations',
  handle: singletonHistory,
} as const

export const resourceRoutes: readonly ResourceRoute[] = [
  ...singleton('/api/organization', 'organizations'),
  ...singleton('/api/application', 'applications'),
  { ...history, path: '/api/organization/event_stores' },
  { ...history, path: '/api/organization/relationships/event_stores', handle: singletonHistoryLinkage },
  { ...history, path: '/api/organization/:id/event_stores' },
  { method: 'POST', path: '/api/:type', action: 'create', handle: createResource },
  { method: 'PATCH', path: '/api/:type/:id', action: 'update', handle: updateResource },
  // Rails routes both alike [assumed] (section 1.3).
  { method: 'PUT', path: '/api/:type/:id', action: 'update', handle: updateResource },
  { method: 'DELETE', path: '/api/:type/:id', action: 'delete', handle: deleteResource },
  { method: 'GET', path: '/api/:type', action: 'list', filtered: true, hot: true, handle: listResources },
  { method: 'GET', path: '/api/:type/:id', action: 'show', hot: true, handle: retrieveResource },
  {
    method: 'GET',
    path: '/api/:type/:id/relationships/:relationship',
    action: 'show',
    hot: true,
    handle: linkage,
  },
  {
    method: 'GET',
    path: '/api/:type/:id/:relationship',
    action: 'show',
    filtered: true,
    hot: true,
    handle: relatedResources,
  },
]
