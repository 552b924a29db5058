/** Whole documents: one object, a page of a collection, linkage (sections 3.1, 4.1, 4.3). */
import type { RandomSource } from '../../core/ports.ts'
import { all, type Condition, goesByTime, type Query, type Sort } from '../../core/query.ts'
import { type ByteText, bytesOf } from '../../lib/byte-text.ts'
import { numberOf } from '../../lib/number-of.ts'
import { createRecent } from '../../lib/recent.ts'
import { jsonResponse, type Services, type WireRequest, type WireResponse } from '../dialect.ts'
import { CONTENT_TYPE } from './errors.ts'
import { type Asking, type Loaded, loadAll } from './load.ts'
import { type Page, pageCount, pageLinks, readPage } from './paging.ts'
import { visible } from './permissions.ts'
import { selfUrl } from './present.ts'
import { type Fieldsets, readFields } from './query/read-fields.ts'
import { ignoredFilters, readFilters } from './query/read-filter.ts'
import { type IncludeTree, readInclude } from './query/read-include.ts'
import { type Param, readParams } from './query/read-params.ts'
import { readSort } from './query/read-sort.ts'
import { type AnyRecord, publicIdOf, type Resource } from './resource.ts'
import { fieldsRead, type TextFrame, textFrame, writeResources } from './resource-text.ts'
import type { Caller } from './tokens.ts'

const PAGE_KEYS = ['number', 'size']

export const ok = (body: unknown): WireResponse => jsonResponse(200, CONTENT_TYPE, body)

const ID_BYTES = 32
/** Random bytes are quicker drawn for many at once. */
const DRAWN = 64
const drawn = new WeakMap<RandomSource, { digits: string; at: number }>()

/** 64 hexadecimal digits. */
export function newTraceId({ random }: Pick<Services, 'random'>): string {
  let pool = drawn.get(random)
  if (!pool || pool.at === pool.digits.length) {
    pool = { digits: Buffer.from(random(ID_BYTES * DRAWN)).toString('hex'), at: 0 }
    drawn.set(random, pool)
  }
  const from = pool.at
  pool.at += 2 * ID_BYTES
  return pool.digits.slice(from, pool.at)
}
export const traceId = (asking: Asking): string => asking.traceId ?? newTraceId(asking.services)

const okText = (write: (out: ByteText) => void): WireResponse => ({
  status: 200,
  headers: { 'Content-Type': CONTENT_TYPE },
  body: bytesOf(write),
  lent: true,
})

const frameOf = (request: WireRequest, asking: Asking, fieldsets: Fieldsets): TextFrame =>
  textFrame({ origin: request.origin, caller: asking.caller, fieldsets, traceId: traceId(asking) })

/** `fields` and `include`, which every document of resource objects reads first. */
export interface View {
  params: readonly Param[]
  fieldsets: Fieldsets
  tree: IncludeTree
}

export function readView(query: string, resource: Resource): View {
  const params = readParams(query)
  return { params, fieldsets: readFields(params), tree: readInclude(params, resource) }
}

/** Everything that a page of a resource is asked with. */
export interface Collection extends View {
  filters: Condition | undefined
  sort: readonly Sort[]
  page: Page
  /** What the store is asked for the page, unless it is a related list's; null: these resources are none of its records. */
  question: Question | null
}

/** What the store is asked for a page, and the fields that are read; absent: all of them. */
interface Question {
  query: Query
  fields?: readonly string[]
}

/** Pages are asked again and again with the same parameters; longer ones are read anew. */
const asked = createRecent<Collection>(500)
const LONGEST_ASKED = 1000

/** Everything that a page of the resource is asked with; refuses before anything is looked up. */
export function readCollection(
  query: string,
  resource: Resource,
  { caller }: Pick<Asking, 'caller'>,
): Collection {
  const read = () => readAnew(query, resource, caller)
  return query.length > LONGEST_ASKED
    ? read()
    : asked.of(`${numberOf(caller)} ${resource.type} ${query}`, read)
}

function readAnew(query: string, resource: Resource, caller: Caller): Collection {
  const view = readView(query, resource)
  const seen = (target: Resource) => visible(target, caller)
  const filters = readFilters(view.params, resource, { visible: seen })
  const sort = readSort(view.params, resource, seen)
  const read = { ...view, filters, sort, page: readPage(view.params, PAGE_KEYS) }
  return { ...read, question: questionOf(resource, read, undefined, caller) }
}

/** `within` is the condition of a related list; null: none can match. */
export function questionOf(
  resource: Resource,
  { filters, sort, page, tree, fieldsets }: Pick<Collection, 'filters' | 'sort' | 'page'> & Partial<View>,
  within: Condition | undefined | null,
  caller: Caller,
): Question | null {
  if (!resource.record || within === null) return null
  const conditions = [within, filters, within ? undefined : resource.only, visible(resource, caller)]
  // What is included hangs on fields of its own.
  const fields = fieldsets && tree?.size === 0 ? fieldsRead(resource, { fieldsets }) : null
  const query: Query = {
    type: resource.record,
    ...(conditions.some(Boolean) ? { where: all(...conditions) } : {}),
    sort,
    limit: page.size,
    offset: (page.number - 1) * page.size,
  }
  // Frozen: it stays as it is, so that its statement can be remembered.
  return { query: Object.freeze(query), ...(fields ? { fields } : {}) }
}

/** One page of the records that match; `within` is the condition of a related list, null: none can match. */
export async function collection(
  resource: Resource,
  asked: Collection,
  within: Condition | undefined | null,
  request: WireRequest,
  asking: Asking,
): Promise<WireResponse> {
  const { page, params } = asked
  const ignored = ignoredFilters(params, resource)
  if (ignored.length > 0)
    asking.services.log('warn', 'filters ignored', { resource: resource.type, filters: ignored })
  const question = within === undefined ? asked.question : questionOf(resource, asked, within, asking.caller)
  const { records, total } = await readPageOf(question, asking)
  const loaded = await loadAll(resource, records, asked.tree, asking)
  const frame = frameOf(request, asking, asked.fieldsets)
  const pages = pageCount(total, page.size)
  const links = pageLinks(`${request.origin}${request.path.replace(/\/$/, '')}`, params, page, pages)
  const response = okText((out) => {
    out.text('{"data":[')
    writeResources(out, loaded.slice(0, records.length), frame)
    out.text(']')
    writeIncluded(out, asked, loaded.slice(records.length), frame)
    out.text(`,"meta":{"record_count":${total},"page_count":${pages}},"links":${JSON.stringify(links)}}`)
  })
  return goesByTime(asked.filters) ? { ...response, hot: null } : response
}

/** A page of a collection whose resources are not described: none of them is kept. */
export const emptyPage = (request: WireRequest, params: readonly Param[], page: Page): WireResponse =>
  ok({
    data: [],
    meta: { record_count: 0, page_count: 1 },
    links: pageLinks(`${request.origin}${request.path.replace(/\/$/, '')}`, params, page, 1),
  })

/** The count (a kept one where nothing is asked), and the page's records; null: there are none. */
export async function readPageOf(
  question: Question | null,
  { caller, services }: Asking,
): Promise<{ records: AnyRecord[]; total: number }> {
  if (!question) return { records: [], total: 0 }
  const { query, fields } = question
  const organization = caller.organization.key
  const total = await services.records.count(organization, query.type, query.where)
  if ((query.offset ?? 0) >= total) return { records: [], total }
  const records = await services.records.rows(organization, query, fields as never)
  return { records: records as unknown as AnyRecord[], total }
}

/** A document of one object, without links or meta of its own. */
export async function single(
  resource: Resource,
  record: AnyRecord | null,
  view: View,
  request: WireRequest,
  asking: Asking,
): Promise<WireResponse> {
  if (!record) return ok({ data: null })
  const loaded = await loadAll(resource, [record], view.tree, asking)
  const frame = frameOf(request, asking, view.fieldsets)
  return okText((out) => {
    out.text('{"data":')
    writeResources(out, loaded.slice(0, 1), frame)
    writeIncluded(out, view, loaded.slice(1), frame)
    out.text('}')
  })
}

/** The answer to a creation: its document, and where it is. */
export async function created(...args: Parameters<typeof single>): Promise<WireResponse> {
  const [resource, record, , request] = args
  const response = await single(...args)
  const location = record ? selfUrl(request.origin, resource.type, publicIdOf(resource, record)) : ''
  return { ...response, status: 201, headers: { ...response.headers, Location: location } }
}

function writeIncluded(out: ByteText, { tree }: View, loaded: readonly Loaded[], frame: TextFrame): void {
  if (tree.size === 0) return
  out.text(',"included":[')
  writeResources(out, loaded, frame)
  out.text(']')
}
