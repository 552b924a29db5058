/**
 * Activation links: whoever holds one may set the customer's password, once and for some weeks. Kept are a hash and
 * when it ends; a customer has one link at a time, the latest.
 */
import type { Actor, Reader, Writer } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { Customer, LongTailRecord } from '../../../core/schema.ts'
import { ALPHANUMERIC, randomText } from '../../../lib/random-text.ts'
import type { Services } from '../../dialect.ts'

const KIND = 'shopline_account_activation'
/** 256 bits and a little. */
const TOKEN_LENGTH = 43
const DAY = 24 * 3600 * 1000

/** Makes a link of that many days and gives its token; the customer must be locked. Links made before end. */
export async function makeLink(
  writer: Writer,
  organization: number,
  customerKey: number,
  days: number,
  { random, clock, secrets }: Pick<Services, 'random' | 'clock' | 'secrets'>,
): Promise<string> {
  const before = await writer.list(organization, {
    type: 'record',
    where: all(where('record').eq('customerKey', customerKey), where('record').eq('kind', KIND)),
    sort: [],
    limit: 100,
  })
  await writer.remove(
    'record',
    before.map(({ key }) => key),
  )
  const token = randomText(TOKEN_LENGTH, `${ALPHANUMERIC}-_`, random)
  const expiresAt = new Date(clock().getTime() + days * DAY)
  await writer.create('record', [
    {
      kind: KIND,
      customerKey,
      secretHash: hashOf(token, secrets),
      attributes: { expires_at: expiresAt.toISOString() },
    },
  ])
  return token
}

export interface OpenLink {
  link: LongTailRecord
  customer: Customer
}

/** Null for a token that is unknown, used or too old, and where the customer may not be activated any more. */
export async function openLink(
  reader: Pick<Reader, 'find'>,
  organization: number,
  token: string,
  { clock, secrets }: Pick<Services, 'clock' | 'secrets'>,
): Promise<OpenLink | null> {
  const link = await reader.find(organization, 'record', 'secretHash', hashOf(token, secrets))
  if (link?.kind !== KIND || link.customerKey === null) return null
  if (!(Date.parse(String(link.attributes.expires_at)) > clock().getTime())) return null
  const customer = await reader.find(organization, 'customer', 'key', link.customerKey)
  return customer && activationProblem(customer) === null ? { link, customer } : null
}

/** Sets the password that the link lets its holder set, and ends it. False when it ended meanwhile. */
export async function takeLink(
  services: Pick<Services, 'records' | 'clock' | 'secrets'>,
  organization: number,
  token: string,
  fields: Partial<Customer>,
): Promise<boolean> {
  const seen = await openLink(services.records, organization, token, services)
  if (!seen) return false
  return services.records.write(organization, holder(seen.customer), async (writer) => {
    await writer.lock('customer', seen.customer.key)
    const held = await openLink(writer, organization, token, services)
    if (!held) return false
    await writer.update('customer', held.customer.key, fields)
    await writer.remove('record', [held.link.key])
    return true
  })
}

/** The customer acts, and is named by id alone. */
const holder = ({ shortId }: Customer): Actor => ({ owner: { id: shortId, type: 'Customer' } })

const hashOf = (token: string, { hash }: Pick<Services['secrets'], 'hash'>): string =>
  Buffer.from(hash(token)).toString('hex')

/** Why the customer cannot be invited to activate an account; null when it can [assumed] (section 6.10). */
export function activationProblem({ blacklisted, accountState }: Customer): string | null {
  if (blacklisted) return 'is blacklisted'
  return accountState === 'registered' ? 'is already registered' : null
}
