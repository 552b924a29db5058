/** Resource objects: `id`, `type`, `links`, `attributes`, `relationships`, `meta`, in that order (section 4.1). */
import type { Json } from '../../core/schema.ts'
import type { Loaded } from './load.ts'
import type { Fieldsets } from './query/read-fields.ts'
import { publicIdOf, type Resource } from './resource.ts'
import type { Caller } from './tokens.ts'

export interface Frame {
  origin: string
  caller: Caller
  fieldsets: Fieldsets
  /** 64 hexadecimal digits, the same on every object of an answer; null outside of one (a webhook's body). */
  traceId: string | null
}

export const metaOf = ({ caller, traceId }: Pick<Frame, 'caller' | 'traceId'>) => ({
  mode: caller.test ? 'test' : 'live',
  organization_id: caller.organization.shortId,
  ...(traceId === null ? {} : { trace_id: traceId }),
})

export const selfUrl = (origin: string, type: string, id: string): string =>
  `${origin}/api/${type}/${encodeURIComponent(id)}`

/** Where a record of the resource is; a singleton has no id in its path. */
export const urlOf = (origin: string, { type, singleton }: Resource, id: string): string =>
  singleton ? `${origin}/api/${singleton.path}` : selfUrl(origin, type, id)

export const relationshipLinks = (self: string, name: string) => ({
  self: `${self}/relationships/${name}`,
  related: `${self}/${name}`,
})

/** An object whose fieldset leaves it without attributes or relationships has no such member. */
export function presentResource(loaded: Loaded, frame: Frame) {
  const { resource, record } = loaded
  const id = publicIdOf(resource, record)
  const self = urlOf(frame.origin, resource, id)
  const attributes = presentAttributes(loaded, frame)
  const relationships = presentRelationships(loaded, frame, self)
  return {
    id,
    type: resource.type,
    links: { self },
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(Object.keys(relationships).length > 0 ? { relationships } : {}),
    meta: metaOf(frame),
  }
}

/** Whether a member is in the fieldset; without one, all are. */
export const shows = (fieldset: ReadonlySet<string> | undefined, name: string): boolean =>
  fieldset?.has(name) ?? true

function presentAttributes({ resource, record, related }: Loaded, frame: Frame): Record<string, Json> {
  const context = { caller: frame.caller, related }
  const fieldset = frame.fieldsets.get(resource.type)
  return Object.fromEntries(
    resource.attributes
      .filter(({ name, hidden }) => !hidden && shows(fieldset, name))
      .map((attribute) => [attribute.name, attribute.present(record as never, context)]),
  )
}

function presentRelationships({ resource, linkage }: Loaded, frame: Frame, self: string) {
  const fieldset = frame.fieldsets.get(resource.type)
  return Object.fromEntries(
    resource.relationships
      .filter(({ name }) => shows(fieldset, name))
      .map(({ name, many }) => {
        const links = relationshipLinks(self, name)
        const found = linkage.get(name)
        return [name, found ? { links, data: many ? found : (found[0] ?? null) } : { links }]
      }),
  )
}
