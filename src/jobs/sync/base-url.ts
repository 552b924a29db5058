/** Where a server is, from what a person gives. */
import type { Dialect } from '../../dialects/dialect.ts'
import { SyncRefused } from './refused.ts'

/**
 * Origin and path prefix without a slash at the end, whether or not the platform's own path was given with it:
 * `http://127.0.0.1:8080/api/v1` is `http://127.0.0.1:8080`. Refuses what is no such address.
 */
export function readBaseUrl(text: string, dialect: Pick<Dialect, 'owns'>): string {
  const refusal = new SyncRefused(
    `${JSON.stringify(text.replace(/\/\/[^/]*@/, '//…@'))} is not an address such as https://shop.example.com`,
  )
  if (!URL.canParse(text)) throw refusal
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) throw refusal
  const path = url.pathname.replace(/\/+$/, '')
  const starts = [...path.matchAll(/\//g)].map(({ index }) => index)
  const own = starts.find((start) => dialect.owns(path.slice(start)) || dialect.owns(`${path.slice(start)}/`))
  return `${url.origin}${path.slice(0, own ?? path.length)}`
}
