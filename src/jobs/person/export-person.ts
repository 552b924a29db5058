/**
 * One person's data as a JSON document, one record a line, written page by page:
 * `{"organization":"acme","exported_at":"…","person":{…},"records":{"address":[…],…},"sessions":[…],"not_linked":[…]}`.
 */

import { CoreError } from '../../core/errors.ts'
import type { GrantStore, Session } from '../../core/grants.ts'
import type { Clock, Organization, RecordStore } from '../../core/ports.ts'
import { memberOf } from '../exchange/record-shapes.ts'
import { gather } from './gather.ts'
import { present } from './present.ts'
import { strangers } from './strangers.ts'

export interface PersonExport {
  records: RecordStore
  grants: Pick<GrantStore, 'sessionsOf'>
  organization: Organization
  customerKey: number
  clock: Clock
  /** Awaited, so that a slow reader slows the export. */
  write(text: string): Promise<void> | void
  onProgress?(records: number): void
}

export interface Exported {
  /** The person included. */
  records: number
  /** What only shares the e-mail address. */
  notLinked: number
}

export async function exportPerson({
  records,
  grants,
  organization,
  customerKey,
  clock,
  write,
  onProgress = () => {},
}: PersonExport): Promise<Exported> {
  // Before the snapshot: the embedded engine has one session, which must not be asked from within.
  const sessions = (await grants.sessionsOf(organization.key, customerKey)).map(sessionLine)
  return records.snapshot(async (reader) => {
    const customer = await reader.find(organization.key, 'customer', 'key', customerKey)
    if (!customer) throw new CoreError('record-not-found', { type: 'customer' })
    const [person] = await present(reader, organization.key, 'customer', [customer])
    const head = { organization: organization.slug, exported_at: clock().toISOString(), person }
    await write(`${JSON.stringify(head).slice(0, -1)},\n"records":{`)
    const own = new Set<number>()
    let [exported, open] = [1, '']
    for await (const { type, rows } of gather(reader, organization.key, customerKey)) {
      const lines = (await present(reader, organization.key, type, rows)).map((one) => JSON.stringify(one))
      const isNext = open === type
      const before = isNext ? ',\n' : `${open === '' ? '\n' : '\n],\n'}"${memberOf(type)}":[\n`
      await write(`${before}${lines.join(',\n')}`)
      open = type
      for (const { key } of rows) if (typeof key === 'number') own.add(key)
      exported += rows.length
      onProgress(exported)
    }
    await write(`${open === '' ? '' : '\n]\n'}},\n"sessions":[${sessions.join(',\n')}],\n"not_linked":[`)
    let notLinked = 0
    if (customer.email)
      for await (const stranger of strangers(reader, organization.key, customer.email, own))
        await write(`${notLinked++ === 0 ? '\n' : ',\n'}${JSON.stringify(stranger)}`)
    await write(']}\n')
    return { records: exported, notLinked }
  })
}

const sessionLine = ({ credentialId, customClaim, ...session }: Session): string =>
  JSON.stringify({
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    revoked_at: session.revokedAt,
    application: credentialId,
    scope: session.scope,
    custom_claim: customClaim,
  })
