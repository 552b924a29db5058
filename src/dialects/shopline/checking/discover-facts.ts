/** Learns from a store that nobody knows whom and what the cases can be about; it only reads. */
import type { Facts } from '../../case.ts'
import type { CheckSend } from '../../conformance.ts'
import { type Found, knownOf, listIn, type Members, objectOf, textOf } from '../../learn.ts'
import { client } from '../client.ts'
import { type Cursor, writeCursor } from '../cursor.ts'
import { timeFacts } from './time-facts.ts'
import { read } from './wire.ts'

/** A page is 250 customers: of a larger store the first ones are enough to choose from. */
const MOST_PAGES = 20
const PAGE = 250

type Customer = Members & { id: string }

export async function discoverFacts(send: CheckSend): Promise<Facts> {
  const shop = (await read(send, '/merchants/shop.json'))?.data as Members | undefined
  const { customers, complete } = await walk(send)
  const count = (await read(send, '/customers/v2/count.json'))?.count
  return knownOf({
    currency: textOf(shop?.currency ?? customers[0]?.currency),
    time_zone: textOf(shop?.iana_timezone),
    count: typeof count === 'number' ? String(count) : undefined,
    fits_a_page: complete && customers.length <= PAGE ? 'yes' : undefined,
    ...placesOf(customers, complete),
    ...timesOf(customers),
    ...peopleIn(customers),
    ...(await groupsIn(send)),
  })
}

/** The customers of the first pages, all where there are no more. */
async function walk(send: CheckSend): Promise<{ customers: Customer[]; complete: boolean }> {
  const customers: Customer[] = []
  let url: string | null = client.firstPage({ currency: '' })
  for (let page = 0; url !== null && page < MOST_PAGES; page++) {
    const answer = await send({ url })
    const list = listIn(objectOf(answer), 'customers')
    // Also where a server wrongly shows them as numbers: a case shall say so.
    for (const one of list) if (/^\d+$/.test(String(one.id))) customers.push({ ...one, id: String(one.id) })
    url = list.length === 0 ? null : client.nextPage(url, answer)
  }
  return { customers, complete: url === null }
}

/** The three with the highest ids, and the lowest; the cursors between them. */
function placesOf(customers: readonly Customer[], complete: boolean): Found {
  const [newest, second, third] = customers.map(({ id }) => id)
  if (!newest || !second || !third) return { newest }
  const at = (sinceId: string, direction: Cursor['direction'], limit: number, filters = {}) =>
    writeCursor({ sinceId, direction, limit, filters })
  const fourth = customers.length > 3
  const oldest = complete && fourth ? customers.at(-1)?.id : undefined
  const next = String(BigInt(second) + 1n)
  const plain = JSON.stringify({ sinceId: second, direction: 'next', limit: 1 })
  // Characters that the two alphabets of base64 write differently.
  const strange = JSON.stringify({ x: 'ÿþ?>~~', sinceId: second, direction: 'next', limit: 1 })
  return {
    newest,
    second,
    third,
    oldest,
    after_second: next === newest ? undefined : next,
    second_padded: second.padStart(28, '0'),
    cursor_above_third: at(third, 'prev', 1),
    cursor_above_all: at(newest, 'prev', 5),
    cursor_above_oldest: oldest && at(String(BigInt(oldest) + 1n), 'next', 1),
    cursor_filtered: at(newest, 'next', 3, { ids: `${second},${third}` }),
    // After the third there must be one more for a link onwards.
    ...(fourth
      ? {
          cursor_below_second: at(second, 'next', 1),
          cursor_padded: Buffer.from(plain).toString('base64'),
          cursor_other_alphabet: encodeURIComponent(Buffer.from(strange).toString('base64')),
        }
      : {}),
  }
}

/** The first and the last by creation and by change, where a second at least is between them. */
function timesOf(customers: readonly Customer[]): Found {
  const [older, younger] = endsOf(customers, 'created_at')
  const [stale, fresh] = endsOf(customers, 'updated_at')
  const shown = (customer: Customer, member: string) => String(customer[member])
  return {
    ...(older && younger
      ? {
          older: older.id,
          younger: younger.id,
          ...timeFacts('older_created', shown(older, 'created_at')),
          between_created: `${new Date(middleOf(older, younger)).toISOString().slice(0, 19)}Z`,
        }
      : {}),
    ...(stale && fresh
      ? {
          stale: stale.id,
          fresh: fresh.id,
          ...timeFacts('stale_updated', shown(stale, 'updated_at')),
          ...timeFacts('fresh_updated', shown(fresh, 'updated_at')),
        }
      : {}),
  }
}

const timeOf = (customer: Customer, member: string): number => Date.parse(String(customer[member]))
const middleOf = (older: Customer, younger: Customer): number =>
  (timeOf(older, 'created_at') + timeOf(younger, 'created_at')) / 2

function endsOf(customers: readonly Customer[], member: string): [Customer, Customer] | [] {
  const dated = customers.filter((customer) => !Number.isNaN(timeOf(customer, member)))
  const sorted = dated.toSorted((one, other) => timeOf(one, member) - timeOf(other, member))
  const [first, last] = [sorted[0], sorted.at(-1)]
  return first && last && timeOf(last, member) - timeOf(first, member) > 2000 ? [first, last] : []
}

/** Some that have what a case asks for. */
function peopleIn(customers: readonly Customer[]): Found {
  const [person] = customers
    .filter(({ email, first_name: name }) => /^\S+@\S+$/.test(textOf(email) ?? '') && textOf(name))
    .toSorted((one, other) => membersSet(other) - membersSet(one))
  const [email, name] = [textOf(person?.email) ?? '', textOf(person?.first_name) ?? '']
  const ordered = ({ orders_count: count }: Customer) => Number(count)
  const [buyer] = customers
    .filter((one) => one.last_order_id !== null && ordered(one) > 0 && ordered(one) <= 50)
    .toSorted((one, other) => ordered(other) - ordered(one))
  const owner = customers.find((one) => listIn(one, 'addresses').length > 0)
  return {
    person: person?.id,
    person_email: email || undefined,
    // A search takes 50 characters, and has signs of its own.
    person_email_query: email && email.length <= 50 ? encodeURIComponent(email) : undefined,
    person_first_name: name || undefined,
    person_first_name_query: name && !/[;:<>=]/.test(name) ? encodeURIComponent(name) : undefined,
    buyer: buyer?.id,
    owner: owner?.id,
    owned: owner && textOf(listIn(owner, 'addresses')[0]?.id),
  }
}

const membersSet = (customer: Customer): number =>
  Object.values(customer).filter((value) => value !== null && !(Array.isArray(value) && value.length === 0))
    .length

async function groupsIn(send: CheckSend): Promise<Found> {
  const groups = listIn(await read(send, '/customer_saved_searches.json'), 'customer_saved_searches')
  return { group: textOf(groups[0]?.id), groups: groups.length > 0 ? String(groups.length) : undefined }
}
