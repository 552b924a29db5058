/** The admin API at a glance. Everything is JSON; docs/snapshots.md tells what the members mean. */
import { createCredential, listCredentials, revokeCredential } from './credentials.ts'
import {
  createOrganization,
  getOrganization,
  listOrganizations,
  removeOrganization,
  resetOrganization,
} from './organizations.ts'
import type { AdminRoute } from './route.ts'
import { listSnapshots, removeSnapshot, restoreSnapshot, saveSnapshot } from './snapshots.ts'

export const ADMIN_ROUTES: readonly AdminRoute[] = [
  { method: 'GET', path: '/organizations', answer: listOrganizations },
  { method: 'POST', path: '/organizations', answer: createOrganization },
  { method: 'GET', path: '/organizations/:slug', answer: getOrganization },
  { method: 'DELETE', path: '/organizations/:slug', answer: removeOrganization },
  { method: 'POST', path: '/organizations/:slug/reset', answer: resetOrganization },
  { method: 'GET', path: '/organizations/:slug/snapshots', answer: listSnapshots },
  { method: 'POST', path: '/organizations/:slug/snapshots', answer: saveSnapshot },
  { method: 'POST', path: '/organizations/:slug/snapshots/:name/restore', answer: restoreSnapshot },
  { method: 'DELETE', path: '/organizations/:slug/snapshots/:name', answer: removeSnapshot },
  { method: 'GET', path: '/organizations/:slug/credentials', answer: listCredentials },
  { method: 'POST', path: '/organizations/:slug/credentials', answer: createCredential },
  { method: 'DELETE', path: '/organizations/:slug/credentials/:id', answer: revokeCredential },
]
