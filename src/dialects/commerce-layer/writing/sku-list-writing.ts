/** What a list of SKUs must have, and the slug that it is given (section 6.10). */
import { all, any, type Condition, escapeLike, type JsonMember } from '../../../core/query.ts'
import type { JsonObject } from '../../../core/schema.ts'
import { blank } from './problems.ts'
import type { Changes, Draft, Problem, WriteContext, WriteValue } from './write-types.ts'

/** A list that is not kept by hand says by a pattern which codes are in it. */
export function listProblems({ values, before }: Draft): Problem[] {
  const asked = before === null || values.has('manual') || values.has('sku_code_regex')
  const effective = (name: string): WriteValue =>
    values.get(name) ?? (values.has(name) ? null : ((before?.attributes as JsonObject)?.[name] ?? null))
  const lacking = effective('manual') !== true && String(effective('sku_code_regex') ?? '').trim() === ''
  return asked && lacking ? [blank('sku_code_regex')] : []
}

const slugMember: JsonMember = { json: 'attributes', path: ['slug'], as: 'text' }
/** More lists of one name than anybody has. */
const MOST = 10_000

/**
 * Made from the name when the list is new, with a number where another list has it: `wish-list`, `wish-list-2`.
 * [assumed] It stays when the list is renamed, so that what links to it still finds it.
 */
export async function newSlug({ values }: Draft, { writer, organization }: WriteContext): Promise<Changes> {
  const base = slugOf(String(values.get('name') ?? ''))
  await writer.exclusive('sku_lists.slug')
  const alike: Condition = { op: 'like', field: slugMember, pattern: `${escapeLike(base)}-%` }
  const where = all(
    { op: 'eq', field: 'kind', value: 'sku_lists' },
    any({ op: 'eq', field: slugMember, value: base }, alike),
  )
  const others = await writer.list(organization, { type: 'record', where, sort: [], limit: MOST })
  const taken = new Set(others.map(({ attributes }) => attributes.slug))
  let slug = base
  for (let number = 2; taken.has(slug); number++) slug = `${base}-${number}`
  return { own: { slug } }
}

/** Words of the Latin alphabet without their accents, joined by hyphens; `list` where none is left. */
const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'list'
