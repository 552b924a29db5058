/** The server that is checked: what a base URL as typed says of it, and where requests go. */
import { isIP } from 'node:net'
import type { Conformance } from '../../dialects/conformance.ts'
import { WrongCheck } from './errors.ts'

export interface Target {
  base: URL
  /** What stands before the API's own paths, where a proxy mounts it below one: `/sandbox`, mostly empty. */
  mount: string
  /** Below which a case's host label is put; null: unknown. */
  domain: string | null
  /** The label's Host header: `open001.localhost:8080`. */
  hostOf(label: string): string
}

/** `http://127.0.0.1:8080`, or with the API's base path as `clientele demo` prints it. Throws `WrongCheck`. */
export function readTarget(text: string, conformance: Conformance, domain?: string): Target {
  const root = conformance.base('')
  const allowed = `allowed is http://host[:port], or with ${root} at its end`
  const base = URL.canParse(text) ? new URL(text) : null
  if (!base || !/^https?:$/.test(base.protocol))
    throw new WrongCheck(`${JSON.stringify(text)} is no base URL: ${allowed}`)
  if (base.username || base.password)
    throw new WrongCheck('the base URL holds a user or a password: credentials have flags of their own')
  const path = base.pathname.replace(/\/+$/, '')
  if (base.search || base.hash || !(path === '' || path.endsWith(root)))
    throw new WrongCheck(`the base URL ${base.origin}${base.pathname} does not fit: ${allowed}`)
  const below = domain ?? domainOf(base.hostname)
  return {
    base,
    mount: path === '' ? '' : path.slice(0, -root.length),
    domain: below,
    hostOf: (label) => `${label}.${below}${base.port ? `:${base.port}` : ''}`,
  }
}

/** `acme.localhost` → `localhost`; an address of this machine → Clientele's default; null for other addresses. */
function domainOf(hostname: string): string | null {
  if (/^(127\.|\[::1\]$)/.test(hostname)) return 'localhost'
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return null
  const labels = hostname.split('.')
  return labels.length === 1 ? hostname : labels.slice(1).join('.')
}
