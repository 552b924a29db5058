import type { Dialect } from '../../../dialects/dialect.ts'
import type { CustomerViews, Place } from '../../../dialects/views.ts'

interface PlaceShown {
  paths: readonly string[]
  note: string | null
}

/** `'data.id'` as `{ paths: ['data.id'], note: null }`, for each field. */
export const placesOf = ({ fields }: CustomerViews): Record<string, PlaceShown> =>
  Object.fromEntries(Object.entries(fields).map(([field, place]) => [field, placeOf(place)]))

function placeOf(place: Place): PlaceShown {
  if (typeof place === 'string') return { paths: [place], note: null }
  return { paths: typeof place.at === 'string' ? [place.at] : place.at, note: place.note ?? null }
}

/** The kinds of records in the order in which people look for them. */
const KINDS = ['customer', 'tag', 'customerTotal', 'address', 'order']
const kindOf = (field: string): number => KINDS.indexOf(field.split('.')[0] ?? '')

/** The fields that any platform shows; those that several show come first, beside the platform that shows most. */
export function allFields(dialects: readonly Pick<Dialect, 'views'>[]): string[] {
  const shown = dialects.map(({ views }) => Object.keys(views.fields))
  const howMany = (field: string) => shown.filter((fields) => fields.includes(field)).length
  const all = [...new Set([...shown].sort((one, other) => other.length - one.length).flat())]
  return all.sort((one, other) => kindOf(one) - kindOf(other) || howMany(other) - howMany(one))
}
