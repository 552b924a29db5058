/** A loader that counts which branches of our own sources are taken; others are left as they are. */
import { instrument } from './instrument.mjs'

const OWN = new URL('../../src/', import.meta.url).href
/** The counters' numbers, so that no two branches share one. */
let next = 0

export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context)
  if (!url.startsWith(OWN) || loaded.format !== 'module') return loaded
  const { code, count } = instrument(String(loaded.source), next)
  next += count
  return { ...loaded, source: code }
}
