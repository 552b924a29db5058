/** The files that a product's or a variant's body names (Create Product, File Object). */
import type { Json } from '../../../core/schema.ts'
import { list, object, required, text, url } from './rules.ts'
import type { Values } from './validate.ts'

const file = object({ name: required(text({ max: 100 })), url: required(url({ max: 2048 })) })

export const FILE_RULES = { file, files: list(file, { max: 5 }) }

/** As they are kept: `files` wins over the legacy `file`; nothing where neither was sent. */
export function keptFiles({ files, file: legacy }: Values<typeof FILE_RULES>): { files?: Json } {
  if (files !== undefined) return { files: files as Json }
  return legacy === undefined ? {} : { files: (legacy === null ? null : [legacy]) as Json }
}
