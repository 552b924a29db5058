/** Customer groups, which the platform calls saved searches (section 8.1). */
import type { ShoplineRoute } from '../call.ts'
import { namedGroup } from './find-group.ts'
import { listMembers } from './list-members.ts'
import { countGroups, getGroup, listGroups } from './read-groups.ts'
import { createGroup, deleteGroup, updateGroup } from './write-groups.ts'

const GROUPS = '/customer_saved_searches'
const read = { method: 'GET', scope: 'read_customers', hot: true } as const
const write = { scope: 'write_customers' } as const

export const groupRoutes: readonly ShoplineRoute[] = [
  { ...read, path: `${GROUPS}.json`, handle: listGroups },
  { ...read, path: `${GROUPS}/count.json`, handle: countGroups },
  { ...read, path: `${GROUPS}/:id/customers.json`, handle: listMembers },
  { ...read, path: `${GROUPS}/:id.json`, target: namedGroup, handle: getGroup },
  { ...write, method: 'POST', path: `${GROUPS}.json`, handle: createGroup },
  { ...write, method: 'PUT', path: `${GROUPS}/:id.json`, target: namedGroup, handle: updateGroup },
  { ...write, method: 'DELETE', path: `${GROUPS}/:id.json`, target: namedGroup, handle: deleteGroup },
]
