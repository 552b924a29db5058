/** What the console may tell of the store's secret key. */
import { scryptSync } from 'node:crypto'
import { statSync } from 'node:fs'
import type { SecretKeyFacts } from '../core/credentials.ts'
import type { KeySource } from './secret-key.ts'

const BYTES = 6

/** A key may be a word that somebody thought of: the fingerprint is as dear to guess by as a password's hash (a tenth of a second). */
export function secretKeyFacts({ keys, file }: KeySource): () => SecretKeyFacts {
  let seen = ''
  let fingerprint = ''
  return () => {
    const [first = '', ...others] = keys()
    if (first !== seen) {
      fingerprint = scryptSync(first, 'clientele fingerprint', BYTES, {
        N: 32_768,
        maxmem: 64 * 1024 * 1024,
      }).toString('hex')
      seen = first
    }
    const changedAt = file === null ? null : (statSync(file, { throwIfNoEntry: false })?.mtime ?? null)
    return { fingerprint, changedAt, others: others.length }
  }
}
