/** A sent value as the attribute's type; the platform's framework takes numbers and booleans as text too. */
import type { Json } from '../../../core/schema.ts'
import { readBoolean, readTime } from '../read-value.ts'
import type { AttributeType } from '../resource.ts'
import type { WriteValue } from './write-types.ts'

/** Null for null and for what stands for it; undefined for a value that is none of the type. */
export function castValue(type: AttributeType, value: Json): WriteValue | undefined {
  if (value === null) return null
  switch (type) {
    case 'string':
      return castText(value)
    case 'integer':
      return castNumber(value, Number.isSafeInteger)
    case 'float':
      return castNumber(value, Number.isFinite)
    case 'boolean':
      return typeof value === 'boolean' ? value : value === '' ? null : readBoolean(String(value))
    case 'datetime':
      return value === '' ? null : typeof value === 'string' ? readTime(value) : undefined
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) ? storable(value) : undefined
    case 'array':
      return Array.isArray(value) ? storable(value) : undefined
  }
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
function castText(value: Exclude<Json, null>): string | undefined {
  if (typeof value === 'object') return undefined
  const text = String(value)
  return text.includes('\0') ? undefined : text.toWellFormed()
}

function castNumber(value: Json, fits: (number: number) => boolean): number | null | undefined {
  if (value === '') return null
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
  return typeof number === 'number' && fits(number) ? number : undefined
}

function storable(value: Json): Json | undefined {
  const text = JSON.stringify(value)
  return text.includes('\\u0000') && hasNul(value)
    ? undefined
    : (JSON.parse(text, (_, inner) => (typeof inner === 'string' ? inner.toWellFormed() : inner)) as Json)
}

const hasNul = (value: Json): boolean =>
  typeof value === 'string'
    ? value.includes('\0')
    : typeof value === 'object' && value !== null
      ? Object.entries(value).some(([name, inner]) => name.includes('\0') || hasNul(inner))
      : false
