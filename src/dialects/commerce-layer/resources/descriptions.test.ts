/** What the descriptions name is there: a field that is not would only show when somebody filters by it. */
import { describe, expect, test } from 'vitest'
import type { Condition, FieldRef } from '../../../core/query.ts'
import { fieldOf, type RecordType, relationOf } from '../../../core/schema.ts'
import { isNamedLink, type Source } from '../resource.ts'
import { resources } from './index.ts'

const described = [...resources.values()].filter(({ record }) => record !== null)

describe.each(described.map((resource) => [resource.type, resource] as const))('%s', (_type, resource) => {
  const record = resource.record as RecordType

  test('its attributes lead to fields of the core, or to members of its JSON fields', () => {
    const wrong = resource.attributes.flatMap(({ name, source }) =>
      missingFrom(record, source).map((field) => `${name}: ${field}`),
    )
    expect(wrong).toEqual([])
  })

  test('its relationships lead along relations of the core, to types that are described', () => {
    for (const { name, link, targets } of resource.relationships) {
      expect(
        targets.filter((type) => !resources.has(type)),
        name,
      ).toEqual([])
      if (link && !isNamedLink(link) && 'relation' in link)
        expect(relationOf(record, link.relation), `${name}: ${link.relation}`).toBeDefined()
    }
  })

  test('its conditions name fields of the core', () => {
    const owned = resource.ownedBy?.({ key: 1, id: 'a' })
    for (const condition of [resource.only, owned])
      if (condition) expect(missingIn(record, condition)).toEqual([])
  })
})

function missingFrom(type: RecordType, source: Source): string[] {
  if ('cases' in source) return source.cases.flatMap(({ where }) => missingIn(type, where))
  const there = source.relation ? relationOf(type, source.relation)?.to : type
  if (!there) return [String(source.relation)]
  return [
    ...missing(there, source.field),
    ...(source.when ? missingIn(type, source.when) : []),
    ...(source.otherwise ? missingFrom(type, source.otherwise) : []),
  ]
}

function missing(type: RecordType, field: FieldRef): string[] {
  if (typeof field === 'string') return fieldOf(type, field) ? [] : [field]
  return fieldOf(type, field.json)?.type === 'json' ? [] : [field.json]
}

function missingIn(type: RecordType, condition: Condition): string[] {
  switch (condition.op) {
    case 'all':
    case 'any':
      return condition.of.flatMap((part) => missingIn(type, part))
    case 'not':
      return missingIn(type, condition.of)
    case 'some': {
      const relation = relationOf(type, condition.relation)
      return relation ? missingIn(relation.to, condition.where) : [condition.relation]
    }
    default:
      return missing(type, condition.field)
  }
}
