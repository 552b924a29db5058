/**
 * Erasing a person and keeping the books: every personal field (core/fields.ts marks them) of the customer and
 * of all that hangs on it is emptied, in the records and in their history. Ids, statuses, amounts and counts
 * stay. Generated from the marks, so a new field or a new type with a `customerKey` is covered by its own mark.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Change } from '../core/change.ts'
import { CoreError } from '../core/errors.ts'
import type { Erased } from '../core/ports.ts'
import { fieldOf, type RecordType } from '../core/schema.ts'
import { fold } from '../lib/fold.ts'
import { belongings } from './belongings.ts'
import { bookMembers } from './book-members.ts'
import { type Database, rows } from './database.ts'
import { EMPTIED, emptyDeliveries, emptyEvents } from './erase-history.ts'
import { type AnyRecord, returning } from './insert-rows.ts'
import { forgetAnswersAbout } from './kept-answers.ts'
import { moment } from './parameters.ts'
import { isReference, PERSONAL } from './personal.ts'
import { forgetGrants } from './revoke-grants.ts'
import { columnOf, fieldNames, TABLES } from './tables.ts'

type Sql = RawBuilder<unknown>

interface Emptied {
  /** To log: they name fields and no values. */
  changes: Change[]
  erased: Erased
}

/**
 * Empties the customer and all that hangs on it; the customer must be locked. A fixed number of statements,
 * however much there is.
 */
export async function eraseCustomer(
  database: Database,
  organization: number,
  customerKey: number,
  now: Date,
): Promise<Emptied> {
  const person = await findPerson(database, organization, customerKey)
  const email = await nobody(database, organization, customerKey, person)
  const erased: Record<string, number> = {}
  const count = (what: string, many: number) => {
    if (many > 0) erased[what] = (erased[what] ?? 0) + many
  }
  count('grant', await forgetGrants(database, organization, customerKey, now))
  const keys = await belongings(database, organization, customerKey)
  const all = [...keys.values()].flat()
  count('keptAnswer', await forgetAnswersAbout(database, organization, all, namesOf(person)))
  await forgetHeldItems(database, organization, namesOf(person))
  const changes: Change[] = []
  for (const [type, chosen] of keys) {
    const own = type === 'customer' ? { ...withdrawn(now), ...email } : {}
    const values = { ...emptyValues(type), ...own }
    const emptied = await emptyRecords(database, organization, type, chosen, values, now)
    count(type, emptied.length)
    changes.push(...emptied)
  }
  // Last: what others wrote meanwhile to the records above has been waited for, its events are there.
  count('event', await emptyEvents(database, organization, customerKey, keys))
  for (const [what, many] of Object.entries(await emptyDeliveries(database, organization, customerKey, keys)))
    count(what, many)
  return { changes, erased }
}

/** What each personal field becomes, and each reference that is an e-mail address. */
function emptyValues(type: RecordType): Record<string, Sql> {
  const empty = ([name, value]: [string, unknown]): [string, Sql] => [
    name,
    value === null ? sql`null` : sql.lit(typeof value === 'string' ? value : JSON.stringify(value)),
  ]
  const reference = (name: string): [string, Sql] => {
    const column = sql.ref(columnOf(name))
    return [name, sql`case when ${column} like '%@%' then null else ${column} end`]
  }
  return Object.fromEntries([
    ...Object.entries(PERSONAL[type]).map(empty),
    ...Object.entries(bookMembers(type)),
    ...fieldNames(type).filter(isReference).map(reference),
  ])
}

/**
 * No account and no consent is left. A consent that was given, or was about to be, is withdrawn now, so that
 * whoever mirrors consents stops writing; who never gave one stays as they were.
 */
function withdrawn(now: Date): Record<string, Sql> {
  const channel = (state: string, at: string): Record<string, Sql> => {
    const given = sql`${sql.ref(columnOf(state))} in ('subscribed', 'awaiting_confirmation')`
    return {
      [state]: sql`case when ${given} then 'unsubscribed' else ${sql.ref(columnOf(state))} end`,
      [at]: sql`case when ${given} then ${moment(now)} else ${sql.ref(columnOf(at))} end`,
    }
  }
  return {
    erasedAt: sql`coalesce(erased_at, ${moment(now)})`,
    verifiedEmail: sql`false`,
    accountState: sql`'not_invited'`,
    ...channel('emailConsentState', 'emailConsentAt'),
    ...channel('smsConsentState', 'smsConsentAt'),
  }
}

/** What an answer may name them by. */
const namesOf = ({ shortId, numberId, uuidId, email }: Person): string[] =>
  [shortId, numberId, uuidId, email].filter((name) => name !== null && name !== '') as string[]

/** What a source showed and could not be taken, where it names them: the next run that reads everything meets it again. */
async function forgetHeldItems(
  database: Database,
  organization: number,
  names: readonly string[],
): Promise<void> {
  await rows(
    database,
    sql`delete from held_items h where organization_id = ${organization} and exists (
      select 1 from unnest(${sql.val(names.map((name) => name.toLowerCase()))}::text[]) n
      where strpos(lower(h.item::text || h.reason), n) > 0)`,
  )
}

interface Person {
  shortId: string
  numberId: string
  uuidId: string
  email: string | null
}

async function findPerson(database: Database, organization: number, customerKey: number): Promise<Person> {
  const [person] = await rows<Person>(
    database,
    sql`select short_id as "shortId", number_id::text as "numberId", uuid_id as "uuidId", email from customers
      where organization_id = ${organization} and key = ${customerKey}`,
  )
  if (!person) throw new CoreError('record-not-found', { type: 'customer' })
  return person
}

/**
 * An address that reaches nobody (RFC 2606 keeps `.invalid` for that) and is unique in the organization: by
 * the short id, and by the number id as well where somebody took that very address. Who had none gets none.
 */
async function nobody(
  database: Database,
  organization: number,
  customerKey: number,
  person: Person,
): Promise<Record<string, Sql>> {
  if (!person.email) return {}
  const address = (id: string) => `anonymized-${id}@anonymized.invalid`
  const wanted = address(person.shortId)
  const taken = await rows(
    database,
    sql`select 1 from customers where organization_id = ${organization}
      and email_folded = ${fold(wanted)} and key <> ${customerKey}`,
  )
  const email = taken.length === 0 ? wanted : address(`${person.shortId}-${person.numberId}`)
  return { email: sql`${email}`, emailFolded: sql`${fold(email)}` }
}

/** One statement; records in which nothing is left to empty stay as they are, their `updatedAt` included. */
async function emptyRecords(
  database: Database,
  organization: number,
  type: RecordType,
  keys: readonly number[],
  values: Record<string, Sql>,
  now: Date,
): Promise<Change[]> {
  const names = Object.keys(values)
  if (names.length === 0 || keys.length === 0) return []
  const columns = names.map((name) => sql.ref(columnOf(name)))
  const stamp = fieldOf(type, 'updatedAt') ? [sql`updated_at = ${moment(now)}`] : []
  const emptied = await rows<AnyRecord>(
    database,
    sql`update ${sql.table(TABLES[type])} set ${sql.join([
      ...columns.map((column, index) => sql`${column} = ${values[names[index] ?? ''] as Sql}`),
      ...stamp,
    ])} where organization_id = ${organization} and key = any(${sql.val(keys)}::bigint[])
      and (${sql.join(columns)}) is distinct from (${sql.join(Object.values(values))})
      returning ${returning(fieldNames(type))}`,
  )
  const said = Object.fromEntries(Object.keys(PERSONAL[type]).map((name) => [name, EMPTIED]))
  return emptied.map((record) => ({ type, action: 'update', record, before: null, changes: said }))
}
