/** An import as it is kept when it begins. */
import type { NewImport } from '../../core/import-admin.ts'
import type { Organization } from '../../core/ports.ts'
import type { KeptImport } from './kept-imports.ts'

/** Keys alone are the same in every store. */
export const nameOf = ({ slug, createdAt }: Organization): string => `${slug} ${createdAt.toISOString()}`

export const newKept = (
  id: string,
  { key: organization, of }: { key: number; of: string },
  { name, format, size, mapping = {} }: NewImport,
  owner: string,
  createdAt: string,
): KeptImport => ({
  id,
  organization,
  of,
  name,
  format,
  mapping,
  owner,
  state: 'uploading',
  size,
  received: 0,
  bytes: 0,
  read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  seconds: 0,
  hasRejects: false,
  error: null,
  createdAt,
  startedAt: null,
  endedAt: null,
})
