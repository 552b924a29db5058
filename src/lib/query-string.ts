/** Query strings as form encoding has them: `+` is a space; malformed percent signs stay as they are. */
import { percentDecode } from './route.ts'

/** Every pair in order, decoded. `parsePairs('a=1&a=2&b')` is `[['a','1'],['a','2'],['b','']]`. */
export function parsePairs(query: string): [string, string][] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
      return [formDecode(name), formDecode(value)]
    })
}

/** `percentDecode` after turning `+` into a space. */
export const formDecode = (text: string): string => percentDecode(text.replaceAll('+', ' '))
