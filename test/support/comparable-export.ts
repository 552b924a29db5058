/** An export without what each import makes anew: ids become numbers in the order they appear, `updated_at` goes. */
export function comparableExport(ndjson: string): string[] {
  const places = new Map<string, number>()
  return ndjson
    .split('\n')
    .filter(Boolean)
    .map((line) =>
      JSON.stringify(JSON.parse(line), (name, value) => {
        if (name === 'updated_at') return undefined
        if (name !== 'uuid_id' && name !== 'short_id' && name !== 'number_id') return value
        if (!places.has(value)) places.set(value, places.size)
        return places.get(value)
      }),
    )
}
