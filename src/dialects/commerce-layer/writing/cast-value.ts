/** A sent value as the attribute's type; the platform's framework takes numbers and booleans as text too. */
import type { Json } from '../../../core/schema.ts'
import { readBoolean, readTime } from '../query/read-value.ts'
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
      return castBoolean(value)
    case 'datetime':
      return value === '' ? null : typeof value === 'string' ? readTime(value) : undefined
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) ? storable(value) : undefined
    case 'array':
      return Array.isArray(value) ? storable(value) : undefined
  }
}

function castBoolean(value: Exclude<Json, null>): boolean | null | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value === 'object') return undefined
  return value === '' ? null : readBoolean(String(value))
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

/** The value as it can be kept: whole characters, no NUL, no number beyond what a number can be. */
function storable(value: Json): Json | undefined {
  return isStorable(value) ? wellFormed(value) : undefined
}

function isStorable(value: Json): boolean {
  if (typeof value === 'string') return !value.includes('\0')
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, inner]) => !name.includes('\0') && isStorable(inner))
}

function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(wellFormed)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.toWellFormed(), wellFormed(inner)]),
  )
}
