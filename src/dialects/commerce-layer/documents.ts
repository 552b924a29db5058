/** Whole documents: one object, a page of a collection, linkage (sections 3.1, 4.1, 4.3). */
import type { RandomSource } from '../../core/ports.ts'
import { all, type Condition, goesByTime, type Query, type Sort } from '../../core/query.ts'
import { type ByteText, bytesOf, type OpenText, openText } from '../../lib/byte-text.ts'
import { numberOf } from '../../lib/number-of.ts'
import { createRecent } from '../../lib/recent.ts'
import { jsonResponse, type Services, type WireRequest, type WireResponse, withHeaders } from '../dialect.ts'
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
import { fieldsRead, resourceWriter, type TextFrame, textFrame, writeResources } from './resource-text.ts'
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

/** `body` is lent (lib/byte-text.ts). */
const okText = (body: Buffer, more: Pick<WireResponse, 'hot'> = {}): WireResponse => ({
  status: 200,
  headers: { 'Content-Type': CONTENT_TYPE },
  body,
  lent: true,
  ...more,
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

/**
 * Pages are asked again and again with the same parameters, by the same caller: what he sees is among the conditions. Longer
 * ones are read anew.
 */
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
  // Frozen: it stays as it is, as do its conditions, so that its statement can be remembered.
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
  const { caller, services } = asking
  const ignored = ignoredFilters(params, resource)
  if (ignored.length > 0)
    services.log('warn', 'filters ignored', { resource: resource.type, filters: ignored })
  const question = within === undefined ? asked.question : questionOf(resource, asked, within, caller)
  const frame = frameOf(request, asking, asked.fieldsets)
  const total = await countOf(question, asking)
  const pages = pageCount(total, page.size)
  const links = pageLinks(`${request.origin}${request.path.replace(/\/$/, '')}`, params, page, pages)
  const end = `,"meta":{"record_count":${total},"page_count":${pages}},"links":${JSON.stringify(links)}}`
  const found = question && begins(question, total) ? question : null
  const out = await (found?.fields
    ? services.records.readRows(caller.organization.key, found.query, found.fields as readonly never[], () =>
        rowsText(resource, frame),
      )
    : writtenRecords(resource, found, asked, frame, asking))
  try {
    out.text(end)
    return okText(out.lend(), goesByTime(asked.filters) ? { hot: null } : {})
  } finally {
    out.close()
  }
}

/** `"data":[…]` of records that need nothing beside them: each is written as it comes from the store. */
function rowsText(resource: Resource, frame: TextFrame): { read(row: object): void; end(): OpenText } {
  const out = openText()
  const write = resourceWriter(out, resource, frame)
  let count = 0
  return {
    read(row) {
      if (count === 0) out.text(DATA)
      write(row as AnyRecord, count++)
    },
    end() {
      out.text(count === 0 ? `${DATA}]` : ']')
      return out
    },
  }
}

/** The same of records with what they include, and those behind them. */
async function writtenRecords(
  resource: Resource,
  question: Question | null,
  asked: Collection,
  frame: TextFrame,
  asking: Asking,
): Promise<OpenText> {
  const records = question ? await recordsOf(question, asking) : []
  const loaded = await loadAll(resource, records, asked.tree, asking)
  const out = openText()
  try {
    out.text(DATA)
    writeResources(out, loaded.slice(0, records.length), frame)
    out.text(']')
    writeIncluded(out, asked, loaded.slice(records.length), frame)
    return out
  } catch (error) {
    out.close()
    throw error
  }
}
const DATA = '{"data":['

/** A page of a collection whose resources are not described: none of them is kept. */
export const emptyPage = (request: WireRequest, params: readonly Param[], page: Page): WireResponse =>
  ok({
    data: [],
    meta: { record_count: 0, page_count: 1 },
    links: pageLinks(`${request.origin}${request.path.replace(/\/$/, '')}`, params, page, 1),
  })

/** How many there are of which the page is one; a kept count where nothing is asked. */
async function countOf(question: Question | null, { caller, services }: Asking): Promise<number> {
  if (!question) return 0
  const { type, where } = question.query
  // Whose request it is was found at a version that stood since it came.
  const [, seen] = caller.asOf?.[0] ?? []
  return services.records.count(caller.organization.key, type, where, undefined, seen)
}

/** Whether there is anything on the page. */
const begins = ({ query: { offset = 0 } }: Question, total: number): boolean => offset < total

async function recordsOf(
  { query, fields }: Question,
  { caller, services }: Asking,
): Promise<readonly AnyRecord[]> {
  const rows = await services.records.rows(caller.organization.key, query, fields as never)
  return rows as unknown as AnyRecord[]
}

/** The records of a page; null: there are none. */
export async function pageOf(question: Question | null, asking: Asking): Promise<readonly AnyRecord[]> {
  const total = await countOf(question, asking)
  return question && begins(question, total) ? recordsOf(question, asking) : []
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
  const body = bytesOf((out) => {
    out.text('{"data":')
    writeResources(out, loaded.slice(0, 1), frame)
    writeIncluded(out, view, loaded.slice(1), frame)
    out.text('}')
  })
  return okText(body)
}

/** The answer to a creation: its document, and where it is. */
export async function created(...args: Parameters<typeof single>): Promise<WireResponse> {
  const [resource, record, , request] = args
  const response = await single(...args)
  const location = record ? selfUrl(request.origin, resource.type, publicIdOf(resource, record)) : ''
  return withHeaders({ ...response, status: 201 }, { Location: location })
}

function writeIncluded(out: ByteText, { tree }: View, loaded: readonly Loaded[], frame: TextFrame): void {
  if (tree.size === 0) return
  out.text(',"included":[')
  writeResources(out, loaded, frame)
  out.text(']')
}
