/** What may be asked for at all, by what its URL says; where its name leads is looked at later (reach.ts). */
import { NotCalled } from './reach.ts'

/** Throws `NotCalled`. WHATWG's parser has made one of `0x7f.1`, `2130706433`, `127.0.0.1.` and `１２７.0.0.1`. */
export function readTarget(text: string): URL {
  if (!URL.canParse(text)) throw new NotCalled('not a URL')
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol)) throw new NotCalled('not an HTTP URL')
  // No request can be made to it (Fetch, 5.5), and what it holds would be shown.
  if (url.username || url.password) throw new NotCalled('a URL with a user name or password')
  return url
}

export function isTarget(text: string): boolean {
  try {
    readTarget(text)
    return true
  } catch {
    return false
  }
}
