/** The console: one page for every path of its own, and the files that the page asks for, named by their content. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { WireResponse } from '../dialects/dialect.ts'

/** Where the build put it, seen from the sources and from what was built. */
const FOLDER = fileURLToPath(new URL('../../dist/console/', import.meta.url))

/** Paths that the page itself makes something of. */
const PAGES = /^\/(organizations|o(\/.*)?)?$/

/** Everything that the page needs comes from here; nobody may frame it. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** The page; null for a path that is none of the console's. */
export async function consolePage(path: string): Promise<WireResponse | null> {
  if (!PAGES.test(path)) return null
  // The components put small style sheets into the page, and find the word that lets them in its head.
  const nonce = randomBytes(16).toString('base64')
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policy(nonce),
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
    },
    body: (await readFile(join(FOLDER, 'index.html'), 'utf8')).replace('per-answer', nonce),
  }
}

/** Compressed when it was built; kept by browsers, since a name never means anything else. */
export async function consoleAssets(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(FOLDER, 'assets'),
    prefix: '/assets/',
    wildcard: false,
    preCompressed: true,
    index: false,
    immutable: true,
    maxAge: '365d',
  })
}
