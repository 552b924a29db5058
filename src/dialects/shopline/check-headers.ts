/** What a request's headers must say before its parameters are looked at (section 1.3). */
import type { WireRequest } from '../dialect.ts'
import { ShoplineRefusal } from './errors.ts'

/** Throws 406 for an `Accept` without JSON, 400 for a media type other than JSON in UTF-8. */
export function checkHeaders({ headers, body }: WireRequest, strictContentType: boolean): void {
  if (!admitsJson(headers.accept ?? '')) throw new ShoplineRefusal(406, 'Not Acceptable')
  const contentType = headers['content-type']?.trim()
  if (!contentType) {
    // Documented as required on every call, yet many HTTP stacks cannot send it without a body [assumed A5].
    if (strictContentType || body !== '')
      throw new ShoplineRefusal(400, 'Content-Type: must be application/json')
    return
  }
  const [mediaType = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase())
  if (mediaType !== 'application/json')
    throw new ShoplineRefusal(400, 'Content-Type: must be application/json')
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  if (charset && !/^charset="?utf-?8"?$/.test(charset))
    throw new ShoplineRefusal(400, 'Content-Type: charset must be utf-8')
}

const JSON_RANGES = ['application/json', 'application/*', '*/*']

/** RFC 9110, 12.5.1: the most specific range that covers JSON decides, and weight 0 refuses. Empty admits all. */
export function admitsJson(accept: string): boolean {
  if (accept.trim() === '') return true
  const weights = new Map<string, number>()
  for (const entry of accept.toLowerCase().split(',')) {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    weights.set(range, weight === undefined ? 1 : Number(weight))
  }
  const decisive = JSON_RANGES.find((range) => weights.has(range))
  return decisive !== undefined && weights.get(decisive) !== 0
}
