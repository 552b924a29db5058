/**
 * Erasure empties what is marked as personal (src/store/erase.ts). So every field of a customer, and of what
 * hangs on one, that could hold what a person is or said must be marked, or stand here with the reason why it
 * stays; and every table must be one that erasure knows.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Field } from '../../src/core/field-types.ts'
import { fields, type RecordType } from '../../src/core/fields.ts'
import { rows } from '../../src/store/database.ts'
import { TABLES } from '../../src/store/tables.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld('embedded')
})
afterAll(() => world.close())

const ID = 'an id: what other systems and the books know the record by'
const REFERENCE = 'an id of another system; emptied only where it is an e-mail address'
const WORD = 'one word of a fixed list, or a currency'
const SOLD = 'what was sold, not to whom'

const SHOPS = 'the shop’s own words, about no customer'
const OPERATORS = 'an address or a name that the operator gave'

/** `*` is every type. */
const STAYS: Readonly<Record<string, string>> = {
  '*.shortId': ID,
  '*.numberId': ID,
  '*.entryShortId': ID,
  '*.reference': REFERENCE,
  '*.entryReference': REFERENCE,
  '*.referenceOrigin': 'the name of another system',
  '*.entryReferenceOrigin': 'the name of another system',
  '*.status': WORD,
  '*.currency': WORD,
  'customer.accountState': 'reset to not_invited',
  'customer.emailConsentState': 'withdrawn where it was given',
  'customer.smsConsentState': 'withdrawn where it was given',
  'customer.emailConsentLevel': WORD,
  'customer.smsConsentLevel': WORD,
  'customer.emailConsentSource': 'the shop’s form or page where consent was asked for',
  'customer.smsConsentSource': 'the shop’s form or page where consent was asked for',
  'customer.anonymizationStatus': WORD,
  'address.country': 'a whole country, which taxes are accounted by',
  'address.countryCode': 'a whole country, which taxes are accounted by',
  'order.number': 'the number in the books',
  'order.paymentStatus': WORD,
  'payment.provider': 'who processes payments for the shop',
  'subscription.provider': 'who processes payments for the shop',
  'payment.remoteId': 'the number in the payment provider’s books, which refunds are settled by',
  'subscription.remoteId': 'the number in the payment provider’s books',
  'refund.state': WORD,
  'subscription.interval': WORD,
  '*.productName': SOLD,
  '*.variantName': SOLD,
  'orderLine.sku': SOLD,
  'record.kind': 'the platform’s word for a kind of record',
  '*.recordType': 'a word of the schema',
  '*.recordKind': 'the platform’s word for a kind of record',
  '*.recordIds': ID,
  'notice.dialect': WORD,
  'notice.topic': WORD,
  'delivery.state': WORD,
  'deliveryAttempt.callbackUrl': 'an address of the shop’s own system',
  'deliveryAttempt.responseMessage': 'the reason phrase of an answer, or why there was none',
  'sourceRecord.remoteId': ID,
  'source.lockedBy': 'a process',
  'source.lastError': 'never with what was shown (jobs/sync/refused.ts)',
  'heldItem.stream': WORD,
  'heldItem.remoteId': ID,
  'heldItem.state': WORD,
  'sourceRecord.linkedBy': WORD,
  'sourceRecord.previousId': ID,
  'group.name': SHOPS,
  'group.code': SHOPS,
  'group.query': 'a question about customers in general; it names none but by what the shop’s staff wrote',
  'tag.name': SHOPS,
  'product.name': SHOPS,
  'product.slug': SHOPS,
  'product.description': SHOPS,
  'product.imageUrl': SHOPS,
  'product.extras': SHOPS,
  'productVariant.name': SHOPS,
  'productVariant.kind': WORD,
  'productVariant.interval': WORD,
  'productVariant.extras': SHOPS,
  'promotionCode.code': SHOPS,
  'promotionCode.codeFolded': SHOPS,
  'promotionCode.name': SHOPS,
  'promotionCode.searchFolded': SHOPS,
  'promotionCode.discountType': WORD,
  'promotionCode.percentOff': SHOPS,
  'promotionCode.duration': WORD,
  'promotionCode.minimumAmountCurrency': WORD,
  'promotionCode.extras': SHOPS,
  'link.name': 'the platform’s word for what one record is to another',
  'link.fromType': 'a word of the schema',
  'link.toType': 'a word of the schema',
  'webhook.dialect': WORD,
  'webhook.name': OPERATORS,
  'webhook.topic': WORD,
  'webhook.audience': 'an id of a product',
  'webhook.callbackUrl': 'an address of the shop’s own system',
  'webhook.sealedSecret': 'the shop’s own secret, encrypted',
  'webhook.circuitState': WORD,
  'webhook.extras': SHOPS,
  'source.name': OPERATORS,
  'source.dialect': WORD,
  'source.baseUrl': OPERATORS,
  'source.sealedCredential': 'the operator’s credential, encrypted',
  'source.linkBy': WORD,
  'source.rules': 'which source wins for which field: names of both, no values',
  'source.runKind': WORD,
  'source.position': 'where a run goes on: page numbers, cursors and ids',
  'source.counts': 'numbers by name',
  'source.lastRun': 'numbers by name, and times',
  'event.action': WORD,
  'deliveryAttempt.responseStatus': WORD,
  'event.actor': 'who acted: staff, an application, or a customer by id alone (Actor in core/ports.ts)',
}

/** Belongs to a customer, by itself or through what it is part of. */
const HANGING = (Object.keys(fields) as RecordType[]).filter(
  (type) => type === 'customer' || 'customerKey' in fields[type] || 'orderKey' in fields[type],
)
const TELLING: readonly Field['type'][] = ['text', 'json', 'date', 'float']

test('every telling field of every type is erased, or stays for a reason', () => {
  const used = new Set<string>()
  const undecided = (Object.keys(fields) as RecordType[]).flatMap((type) =>
    Object.entries<Field>(fields[type])
      .filter(([, field]) => TELLING.includes(field.type))
      .filter(([name, field]) => {
        const stays = [`*.${name}`, `${type}.${name}`].filter((each) => each in STAYS)
        if (!field.personal) for (const each of stays) used.add(each)
        return field.personal ? stays.length > 0 : stays.length !== 1
      })
      .map(([name]) => `${type}.${name}`),
  )
  expect(undecided, 'mark these in src/core/fields.ts as personal, or say above why they stay').toEqual([])
  expect(Object.keys(STAYS).filter((name) => !used.has(name))).toEqual([])
})

test('what is part of an order is found through it: nothing personal may be kept there', () => {
  const parts = HANGING.filter((type) => type !== 'customer' && !('customerKey' in fields[type]))
  expect(parts).toEqual(['orderLine'])
  const personal = parts.flatMap((type) =>
    Object.values<Field>(fields[type]).filter((field) => field.personal),
  )
  expect(personal).toEqual([])
})

/**
 * Tables that are no record types, why erasing a person has nothing to do there, and their columns that could tell
 * anything: a new one has to be thought of here.
 */
const APART: Readonly<Record<string, { why: string; telling: string }>> = {
  organizations: {
    why: 'the shop itself',
    telling:
      'short_id number_id uuid_id merchant_id slug handle name currency time_zone mode profile snapshot_name',
  },
  credentials: {
    why: 'applications and staff',
    telling: 'id dialect kind name public_id secret_hash signing_secret scopes settings rate_limits',
  },
  credential_reach: { why: 'ids alone', telling: 'credential_id role' },
  signing_keys: { why: 'the server’s own keys', telling: 'key_id purpose public_key private_key' },
  admin_tokens: {
    why: 'hashes, and what the operator calls them',
    telling: 'id name secret_hash kind parent_id',
  },
  revoked_tokens: { why: 'hashes of tokens', telling: 'token_hash' },
  grants: {
    why: 'those of the person are removed (src/store/revoke-grants.ts)',
    telling: 'id credential_id owner_type owner_id custom_claim scope',
  },
  authorization_codes: {
    why: 'hashes and ids, of staff, for ten minutes',
    telling: 'code_hash credential_id redirect_uri owner_type owner_id scope grant_id',
  },
  refresh_tokens: {
    why: 'hashes of tokens, which go with their grant',
    telling: 'token_hash grant_id access_token_hash',
  },
  counters: { why: 'numbers', telling: 'name' },
  data_versions: { why: 'numbers', telling: '' },
  rank_blocks: { why: 'times, keys and counts of the list', telling: 'list first starts counts' },
  rank_moves: { why: 'times and keys of the list', telling: 'list gone come' },
  rank_heads: { why: 'numbers', telling: '' },
  rate_counters: { why: 'hashes and times, for minutes', telling: 'key state' },
  kept_answers: {
    why: 'those that name the person are removed (src/store/kept-answers.ts)',
    telling: 'credential_id key_hash request_hash headers sealed_body about marks',
  },
  audit_entries: {
    why: 'ids, routes and who asked: it must outlive an erasure, and holds no value that one empties',
    telling: 'kind via who action subjects trace',
  },
  migrations: { why: 'names of files', telling: 'name timestamp' },
  migrations_lock: { why: 'a lock', telling: 'id' },
}
/** Types that tell nothing of anybody by themselves. */
const SILENT = ['bigint', 'integer', 'smallint', 'boolean', 'timestamp with time zone']

// That record types have the columns that their fields say is tested in tenancy.test.ts.
test('a table that is no record type has no column that was not thought of', async () => {
  const found = await rows<{ table: string; telling: string }>(
    world.store.database,
    sql`select table_name as "table", string_agg(column_name, ' ' order by ordinal_position) as "telling"
      from information_schema.columns where table_schema = 'public' and table_name = any(${sql.val(Object.keys(APART))})
        and data_type <> all(${sql.val(SILENT)}) group by 1`,
  )
  const telling = new Map(found.map((one) => [one.table, one.telling]))
  for (const [table, thought] of Object.entries(APART))
    expect([table, telling.get(table) ?? '']).toEqual([table, thought.telling])
})

test('every table is a record type with its marks, or stands above', async () => {
  const tables = await rows<{ name: string; owned: boolean }>(
    world.store.database,
    sql`select table_name as "name", bool_or(column_name = 'customer_key') as "owned"
      from information_schema.columns where table_schema = 'public' group by 1 order by 1`,
  )
  const known = new Set(Object.values(TABLES))
  const unknown = tables.filter(({ name }) => !known.has(name) && !(name in APART))
  expect(
    unknown.map(({ name }) => name),
    'a table that erasure does not know: make it a record type in src/core/fields.ts, or say above why it holds nothing personal',
  ).toEqual([])
  // What has a customer's key as a column has it as a field, by which erasure finds it.
  const owned = tables.filter((table) => table.owned && !(table.name in APART)).map(({ name }) => name)
  const found = HANGING.filter((type) => 'customerKey' in fields[type]).map((type) => TABLES[type])
  expect(owned).toEqual(found.sort())
})
