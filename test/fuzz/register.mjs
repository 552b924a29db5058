/** `node --import tsx --import ./test/fuzz/register.mjs …`: what is imported from then on counts its branches. */
import { register } from 'node:module'

globalThis.fuzzHits = new Uint8Array(1 << 18)
globalThis.fuzzWords = new Set()
register('./hooks.mjs', import.meta.url)
