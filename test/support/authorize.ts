/** Goes through the authorization page as a browser and a person would. */
import type { WireRequest, WireResponse } from '../../src/dialects/dialect.ts'
import type { World } from './world.ts'

export function authorizationOf(world: World) {
  const show = (query: Record<string, string> | string, more: Partial<WireRequest> = {}) =>
    world.send({ url: `/oauth/authorize?${new URLSearchParams(query)}`, ...more })
  const submit = (form: Record<string, string>, more: Partial<WireRequest> = {}) =>
    world.send({
      url: '/oauth/authorize',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(form).toString(),
      ...more,
    })
  return { show, submit }
}

/** The value of the page's hidden field. */
export const sealedOf = ({ body }: WireResponse): string =>
  /name="request" value="([^"]+)"/.exec(String(body))?.[1] ?? ''

/** Where the browser is sent, and the parameters it brings there. */
export function destination({ status, headers }: WireResponse) {
  const url = new URL(headers.Location ?? 'about:blank')
  return { status, to: `${url.origin}${url.pathname}`, parameters: Object.fromEntries(url.searchParams) }
}
