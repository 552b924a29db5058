/** HMAC-SHA256 under the app's secret in lower-case hexadecimal (docs: Generate and verify signatures; section 2.3). */
import { createHmac } from 'node:crypto'
import type { Services } from '../../dialect.ts'

const hex = (text: string, appSecret: string): string =>
  createHmac('sha256', appSecret).update(text).digest('hex')

/** Of a token request: the raw body, then what the `timestamp` header says. */
export const signBody = (body: string, timestamp: string, appSecret: string): string =>
  hex(body + timestamp, appSecret)

/**
 * The URL with these parameters beside its own, all of them sorted by name, signed as they are sent, and `sign` last.
 * Null ones are left out: `signedUrl('https://a.example/cb', { handle: 'open001', lang: null }, …)` is
 * `https://a.example/cb?handle=open001&sign=…`.
 */
export function signedUrl(
  url: string,
  parameters: Readonly<Record<string, string | null>>,
  appSecret: string,
): string {
  const [base = '', query = ''] = url.split(/\?(.*)/s)
  const added = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value.toWellFormed())}`],
  )
  const sorted = [...query.split('&').filter((pair) => pair !== ''), ...added]
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0))
    .join('&')
  return `${base}?${sorted}&sign=${hex(sorted, appSecret)}`
}

const nameOf = (pair: string): string => pair.replace(/=.*$/s, '')

/** Takes the same time however much of it is right. */
export const isSignature = (
  presented: string,
  wanted: string,
  { secrets }: Pick<Services, 'secrets'>,
): boolean => secrets.matches(presented, secrets.hash(wanted))
