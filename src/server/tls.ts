/**
 * HTTPS with an authority of our own, for clients that insist on it. Its certificate is made on first use
 * (`<data>/tls/ca.pem`, to be trusted by clients); those of the server are made anew at each start.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { SERVICE_LABELS } from '../lib/host-labels.ts'

const DAY_MS = 24 * 3600 * 1000
const AUTHORITY_DAYS = 3650
/** The longest that systems accept from an authority that a user added (Apple, support page HT211025). */
const SERVER_DAYS = 825
/** Clocks of clients may be slow. */
const SKEW_MS = DAY_MS

/** Takes a tenth of a second to load, which every command would pay. */
const certificates = () => import('selfsigned')

export interface Pair {
  cert: string
  key: string
}

export interface ServerTls extends Pair {
  SNICallback(name: string, done: (error: Error | null, context?: SecureContext) => void): void
}

export interface TlsOptions {
  /** Where the authority is kept. */
  folder: string
  domain: string
  /** Slugs and handles that are known now. */
  labels: readonly string[]
  /** Whether an organization has that slug or handle: one that was made after the start gets its name, too. */
  isLabel(label: string): Promise<boolean>
}

/** Names are listed one by one: clients refuse `*.localhost`. */
export async function createTls({ folder, domain, labels, isLabel }: TlsOptions): Promise<ServerTls> {
  const authority = await openAuthority(folder)
  const names = new Set([domain, ...[...SERVICE_LABELS, ...labels].map((label) => `${label}.${domain}`)])
  const own = await issue(authority, [...names])
  const later = new Map<string, Promise<SecureContext>>()

  /** Undefined: the certificate of the start. */
  async function contextFor(name: string): Promise<SecureContext | undefined> {
    if (names.has(name) || !name.endsWith(`.${domain}`)) return undefined
    const label = name.slice(0, -domain.length - 1)
    if (label.includes('.') || !(await isLabel(label))) return undefined
    const context = later.get(name) ?? issue(authority, [name]).then((pair) => createSecureContext(pair))
    later.set(name, context)
    return context
  }
  return {
    ...own,
    SNICallback(name, done) {
      contextFor(name.toLowerCase()).then(
        (context) => done(null, context),
        (error: Error) => done(error),
      )
    },
  }
}

async function openAuthority(folder: string): Promise<Pair> {
  const [certFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')]
  const kept = await readPair(certFile, keyFile)
  if (kept) return kept
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { generate } = await certificates()
  const made = await generate([{ name: 'commonName', value: 'Clientele local authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...validFor(AUTHORITY_DAYS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  // The key first: a certificate without its key would be of no use, a key alone is simply replaced.
  await writeFile(keyFile, made.private, { mode: 0o600 })
  await writeFile(certFile, made.cert)
  return { cert: made.cert, key: made.private }
}

async function readPair(certFile: string, keyFile: string): Promise<Pair | null> {
  const read = (file: string) =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
  const [cert, key] = await Promise.all([read(certFile), read(keyFile)])
  return cert && key ? { cert, key } : null
}

async function issue(authority: Pair, names: readonly string[]): Promise<Pair> {
  const { generate } = await certificates()
  const made = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...validFor(SERVER_DAYS),
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...[...new Set([...names, 'localhost'])].map((value) => ({ type: 2 as const, value })),
          ...['127.0.0.1', '::1'].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  return { cert: made.cert, key: made.private }
}

const validFor = (days: number) => ({
  notBeforeDate: new Date(Date.now() - SKEW_MS),
  notAfterDate: new Date(Date.now() - SKEW_MS + days * DAY_MS),
})
