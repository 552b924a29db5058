/** Gives tags to many customers, or takes them away: those that are named, or all of a view, batch by batch. */
import { Type } from 'typebox'
import type { Organization, RecordStore, Writer } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { RecordOf } from '../../../core/schema.ts'
import { MAX_TAG_NAME, MAX_TAGS, tagName, tagsNamed } from '../../../core/tags.ts'
import { isStorable } from '../../../lib/storable.ts'
import { type AdminCaller, actorOf } from '../callers.ts'
import { listOf, type Member, object, textUpTo } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { ok, param, route } from '../route.ts'
import { openPlace, sealPlace } from './cursor.ts'
import { checkView, uuid, VIEW, type View } from './view.ts'
import { viewCondition } from './view-condition.ts'

/** In one transaction. */
const BATCH = 500
/** Read at once. */
const LINKS = 10_000
/** In one go. */
const MOST_TAGS = 20
/** Sealed into the cursor: by key, so that what the tagging changes moves nobody. */
const BY_KEY = 'key'

const tag: Member<string> = {
  read: (value) =>
    typeof value === 'string' && isStorable(value) ? (tagName(value) ?? undefined) : undefined,
  allowed: `a tag of 1 to ${MAX_TAG_NAME} characters without a comma`,
  schema: { type: 'string', minLength: 1, maxLength: MAX_TAG_NAME },
}

const ANSWER = Type.Object({
  /** Looked at in this batch. */
  customers: Type.Integer(),
  changed: Type.Integer(),
  /** Left as they are, since they would have more tags than any platform takes. */
  full: Type.Integer(),
  /** For the next batch; null: all are done. */
  next: Type.Union([Type.String(), Type.Null()]),
})
export type Tagged = Type.Static<typeof ANSWER>

export const tagCustomers = route({
  method: 'POST',
  path: '/organizations/:slug/customers/tags',
  about: 'Give customers tags or take them away: up to 500 by their ids, or a view in batches of 500',
  body: {
    add: listOf(tag, MOST_TAGS),
    remove: listOf(tag, MOST_TAGS),
    ids: listOf(uuid, BATCH),
    view: object(VIEW),
    after: textUpTo(1000),
  },
  answers: ANSWER,
  async answer(asked, { organizations, services }) {
    const { records, secrets } = services
    const organization = await organizations.get(param(asked, 'slug'))
    const { add = [], remove = [], ids, view, after } = asked.body
    if (add.length + remove.length === 0) throw new AdminRefusal('invalid', 'add or remove: give a tag')
    if ((ids === undefined) === (view === undefined))
      throw new AdminRefusal('invalid', 'ids or view: give one of them')
    const [last = 0] = after === undefined ? [] : openPlace(secrets, BY_KEY, after).values
    const found =
      ids === undefined
        ? await batchOf(records, organization, view ?? {}, Number(last))
        : await named(records, organization.key, ids)
    const keys = found.map(({ key }) => key)
    const { changed, full } = await changeTags(records, organization.key, asked.caller as AdminCaller, {
      ...{ keys, add, remove },
    })
    const end = keys.at(-1)
    const isMore = ids === undefined && keys.length === BATCH && end !== undefined
    return ok({
      customers: keys.length,
      changed,
      full,
      next: isMore ? sealPlace(secrets, BY_KEY, { part: 0, values: [end] }) : null,
    })
  },
})

function batchOf(records: RecordStore, organization: Organization, view: View, last: number) {
  checkView(view)
  const beyond = where('customer').gt('key', last)
  return records.list(organization.key, {
    type: 'customer',
    where: all(viewCondition(view, organization), beyond),
    sort: [{ field: 'key' }],
    limit: BATCH,
  })
}

const named = (records: RecordStore, organization: number, ids: readonly string[]) =>
  records.list(organization, {
    type: 'customer',
    where: where('customer').in('uuidId', ids),
    sort: [{ field: 'key' }],
    limit: BATCH,
  })

interface Wanted {
  keys: readonly number[]
  add: readonly string[]
  remove: readonly string[]
}

/** All in one transaction. Those that are gone by then are left out. */
async function changeTags(
  records: RecordStore,
  organization: number,
  caller: AdminCaller,
  { keys, add, remove }: Wanted,
): Promise<{ changed: number; full: number }> {
  if (keys.length === 0) return { changed: 0, full: 0 }
  return records.write(organization, actorOf(caller), async (writer) => {
    // Nobody else tags them meanwhile.
    await writer.lockCustomers(keys)
    const had = await linksOf(writer, organization, keys)
    const gone = new Set(await keysNamed(writer, organization, remove))
    const added = add.filter((name) => !remove.includes(name))
    const wanted = (await tagsNamed(writer, organization, added)).map(({ key }) => key)
    const stale: number[] = []
    const fresh: { customerKey: number; tagKey: number }[] = []
    let [changed, full] = [0, 0]
    for (const [customerKey, links] of had) {
      const over = links.filter(({ tagKey }) => gone.has(tagKey))
      const lacking = wanted.filter((key) => !links.some(({ tagKey }) => tagKey === key))
      if (over.length + lacking.length === 0) continue
      if (lacking.length > 0 && links.length - over.length + lacking.length > MAX_TAGS) {
        full += 1
        continue
      }
      changed += 1
      stale.push(...over.map(({ key }) => key))
      fresh.push(...lacking.map((tagKey) => ({ customerKey, tagKey })))
    }
    await writer.remove('customerTag', stale)
    await writer.create('customerTag', fresh)
    return { changed, full }
  })
}

/** The tags of the customers that there are, by their keys. */
async function linksOf(writer: Writer, organization: number, keys: readonly number[]) {
  const live = await writer.list(organization, {
    type: 'customer',
    where: where('customer').in('key', keys),
    sort: [{ field: 'key' }],
    limit: keys.length,
  })
  const links = new Map<number, RecordOf<'customerTag'>[]>(live.map(({ key }) => [key, []]))
  for (let last = 0, more = true; more; ) {
    const page = await writer.list(organization, {
      type: 'customerTag',
      where: all(where('customerTag').in('customerKey', keys), where('customerTag').gt('key', last)),
      sort: [{ field: 'key' }],
      limit: LINKS,
    })
    for (const link of page) links.get(link.customerKey)?.push(link)
    last = page.at(-1)?.key ?? 0
    more = page.length === LINKS
  }
  return links
}

const keysNamed = async (writer: Writer, organization: number, names: readonly string[]) =>
  names.length === 0
    ? []
    : (
        await writer.list(organization, {
          type: 'tag',
          where: where('tag').in('name', names),
          sort: [],
          limit: names.length,
        })
      ).map(({ key }) => key)
