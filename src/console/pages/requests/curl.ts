/** A kept request as a command line. Whatever it signed in with is not kept: the shell puts `$TOKEN` there. */
import type { RequestDetail } from '../../../server/admin/traffic/present.ts'

/** In single quotes a shell changes nothing; a quote itself stands between two texts (POSIX, 2.2.2). */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const NOT_KEPT = '(not kept)'
/** curl says these itself. */
const OWN = /^(host|content-length|connection|accept-encoding|user-agent|transfer-encoding|expect)$/i

export function curlOf({ method, origin, path, query, request }: RequestDetail): string {
  const url = `${origin}${path}${query ? `?${query}` : ''}`
  const headers = Object.entries(request.headers)
    .filter(([name]) => !OWN.test(name))
    .map(([name, value]) => `-H ${headerOf(name, value)}`)
  return [
    // -g: brackets in a URL are no patterns; --path-as-is: nor are dots.
    `curl -i -g --path-as-is ${method === 'HEAD' ? '-I' : `-X ${quote(method)}`} ${quote(url)}`,
    ...headers,
    // No command line can hold a zero, and no such body is JSON.
    ...(request.body ? [`--data-raw ${quote(request.body.replaceAll('\0', ''))}`] : []),
  ].join(' \\\n  ')
}

function headerOf(name: string, value: string): string {
  if (!value.includes(NOT_KEPT)) return quote(`${name}: ${value}`)
  const scheme = /^authorization$/i.test(name) ? 'Bearer ' : ''
  return `${quote(`${name}: ${scheme}`)}"$TOKEN"`
}
