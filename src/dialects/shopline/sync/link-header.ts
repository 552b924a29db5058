/** Where the `link` header of a page leads (section 3.4). */
type Headers = Readonly<Record<string, string>>

/** The URL, from the root, that it gives for a direction; null when it gives none. */
export function linkTo(headers: Headers, rel: 'next' | 'previous'): string | null {
  const link = Object.entries(headers).find(([name]) => name.toLowerCase() === 'link')?.[1] ?? ''
  const found = link.split(',').find((entry) => entry.includes(`rel="${rel}"`))
  const url = found && /<([^>]+)>/.exec(found)?.[1]
  return url ? url.replace(/^https?:\/\/[^/]+/, '') : null
}

/** The cursor of the next page; null after the last one. */
export function nextCursor(headers: Headers): string | null {
  const url = linkTo(headers, 'next')
  return url === null ? null : (new URL(url, 'http://localhost').searchParams.get('page_info') ?? null)
}
