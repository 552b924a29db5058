/** How an import is shown. */
import { Type } from 'typebox'
import type { ImportFacts } from '../../../core/import-admin.ts'
import { orNull, TIME, word } from '../schema-parts.ts'

export const IMPORT = Type.Object({
  id: Type.String(),
  name: Type.String(),
  format: Type.String(),
  state: word('uploading', 'running', 'done', 'stopped', 'failed'),
  size: Type.Integer(),
  received: Type.Integer(),
  bytes_read: Type.Integer(),
  read: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
  has_rejects: Type.Boolean(),
  /** How long it has been running, or ran. */
  seconds: Type.Number(),
  error: orNull(Type.String()),
  created_at: TIME,
  started_at: orNull(TIME),
  ended_at: orNull(TIME),
})
export type ImportShown = Type.Static<typeof IMPORT>

export const presentImport = ({
  bytes,
  hasRejects,
  createdAt,
  startedAt,
  endedAt,
  ...facts
}: ImportFacts): ImportShown => ({
  ...facts,
  bytes_read: bytes,
  has_rejects: hasRejects,
  created_at: createdAt,
  started_at: startedAt,
  ended_at: endedAt,
})

/** A piece of what was rejected: whole lines of NDJSON, and where the next piece begins. */
export const REJECTS = Type.Object({ text: Type.String(), next: orNull(Type.String()) })
export type RejectsShown = Type.Static<typeof REJECTS>
