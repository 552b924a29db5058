/** An organization on the running server, made as its owner would: on the command line. */
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { authenticate } from '@commercelayer/js-auth'
import { CommerceLayer } from '@commercelayer/sdk/bundle'
import { inject } from 'vitest'
import { clientele } from '../support/process.ts'

export interface Application {
  clientId: string
  clientSecret: string
}

/** A new organization with these records (docs/formats.md, `ndjson`), and its slug. */
export async function newOrganization(records: readonly object[] = []): Promise<string> {
  const slug = `o${randomBytes(5).toString('hex')}`
  await run('org', 'create', slug)
  if (records.length === 0) return slug
  const file = join(inject('data'), `${slug}.ndjson`)
  await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const { created, rejected } = await run('import', file, '--org', slug, '--format', 'ndjson')
  if (created !== records.length || rejected !== 0)
    throw new Error(`${created} of ${records.length} records were created, ${rejected} rejected`)
  await rm(file)
  return slug
}

export async function newApplication(
  slug: string,
  kind: 'integration' | 'sales_channel' | 'webapp',
  ...more: string[]
): Promise<Application> {
  const options = ['--org', slug, '--dialect', 'commerce-layer', '--kind', kind, ...more]
  const printed = await run('token', 'create', ...options)
  return { clientId: String(printed.client_id), clientSecret: String(printed.client_secret) }
}

/** An integration's access token, through the vendor's own library. */
export async function integrationToken(application: Application): Promise<string> {
  const { accessToken, errors } = await authenticate('client_credentials', {
    ...application,
    domain: inject('domain'),
  })
  if (errors) throw new Error(JSON.stringify(errors))
  return accessToken
}

/** The SDK for a new organization with these records. It is given the token alone: the token says where to. */
export async function newClient(records: readonly object[] = []) {
  const slug = await newOrganization(records)
  const application = await newApplication(slug, 'integration')
  const accessToken = await integrationToken(application)
  return { slug, application, accessToken, cl: CommerceLayer({ accessToken }) }
}

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await clientele([...args, '--data', inject('data'), '--json'])
  if (code !== 0) throw new Error(`clientele ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout)
}
