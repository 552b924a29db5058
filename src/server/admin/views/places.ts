import type { CustomerViews, Place } from '../../../dialects/views.ts'

interface PlaceShown {
  paths: string[]
  note: string | null
}

/** `'data.id'` as `{ paths: ['data.id'], note: null }`, for each field. */
export const placesOf = ({ fields }: CustomerViews): Record<string, PlaceShown> =>
  Object.fromEntries(Object.entries(fields).map(([field, place]) => [field, placeOf(place)]))

function placeOf(place: Place): PlaceShown {
  if (typeof place === 'string') return { paths: [place], note: null }
  return { paths: typeof place.at === 'string' ? [place.at] : [...place.at], note: place.note ?? null }
}
