/** One engine for the lists of section 4: each is a table of filters, a time to sort by and a way to show its rows. */
import { listFiltered } from '../../../core/list-filtered.ts'
import { all, type Condition, type Query, where } from '../../../core/query.ts'
import type { FieldOf, RecordOf, RecordType } from '../../../core/schema.ts'
import { type EasycartCall, type Handler, PAGE, type QueryParameter, taking } from '../call.ts'
import { pageOf, readPage } from '../paging.ts'
import { readParameters } from '../parameters.ts'
import { endOfDay, startOfDay } from '../read-window.ts'
import { date, type Kind, readFilters } from './read-filters.ts'

export interface ListFilter {
  name: string
  /** Absent: free text, which is never refused. */
  kind?: Kind
  /** `zone` is where days begin and end. */
  where(value: string, zone: string): Condition
}

export interface ListDescription<T extends RecordType> {
  type: T
  filters: readonly ListFilter[]
  /** What is listed as long as that filter is not used; the counter keeps how many those are. */
  unless?: { filter: string; where: Condition; counter: string }
  /** The newest by this time are first; ties by creation. */
  newestBy: FieldOf<T>
  /** The rows, in the records' order; a fixed number of statements however many there are. */
  present(records: readonly RecordOf<T>[], call: EasycartCall): Promise<unknown[]> | unknown[]
}

/** A route's handler: `listOf({ type: 'order', filters: [], newestBy: 'createdAt', present })`. */
export const listOf = <T extends RecordType>({
  type,
  filters,
  unless,
  newestBy,
  present,
}: ListDescription<T>): Handler<EasycartCall> =>
  taking([...parametersOf(filters), PAGE], async (call) => {
    const { settings, store, services } = call
    const parameter = readParameters(call.request.query)
    const read = readFilters(filters, parameter)
    if ('refusal' in read) return read.refusal
    const page = readPage(parameter('page'))
    const zone = zoneOf(call)
    const conditions = filters.flatMap((filter) => {
      const value = read.values[filter.name]
      return value === undefined ? [] : [filter.where(value, zone)]
    })
    const usual = unless && read.values[unless.filter] === undefined ? unless : undefined
    const among = usual?.where
    const asked = {
      type,
      sort: [
        { field: newestBy, descending: true },
        { field: 'key', descending: true },
      ],
      limit: settings.pageSize,
      offset: (page - 1) * settings.pageSize,
    } as const
    const list = (query: Query<T>) => services.records.list(store.key, query)
    const kept = usual
      ? services.records.counter(store.key, usual.counter)
      : services.records.count(store.key, type)
    if (conditions.length === 0) {
      const [records, count] = await Promise.all([
        list({ ...asked, ...(among ? { where: among } : {}) }),
        kept,
      ])
      return pageOf(await present(records, call), page, count, settings.pageSize)
    }
    const where = all(...conditions)
    const [of, count] = await Promise.all([kept, services.records.count(store.key, type, all(among, where))])
    const known = { matches: count, of: Math.max(of, count) }
    const records = await listFiltered({ ...asked, among, where }, known, list)
    return pageOf(await present(records, call), page, count, settings.pageSize)
  })

/** Filters for the documentation. */
export const parametersOf = (filters: readonly Pick<ListFilter, 'name' | 'kind'>[]): QueryParameter[] =>
  filters.map(({ name, kind }) => ({ name, schema: kind?.schema ?? { type: 'string' } }))

/** Where the days of filters begin and end: at UTC's midnights unless the settings say otherwise. */
export const zoneOf = ({ settings, store }: Pick<EasycartCall, 'settings' | 'store'>): string =>
  settings.dayZone === 'utc' ? 'UTC' : store.timeZone

/** `created_from` and `created_to` for `days('created', 'order', 'createdAt')`, both days included. */
export function days<T extends RecordType>(name: string, type: T, field: FieldOf<T>): ListFilter[] {
  const records = where(type)
  return [
    { name: `${name}_from`, kind: date(), where: (day, zone) => records.gte(field, startOfDay(day, zone)) },
    { name: `${name}_to`, kind: date(), where: (day, zone) => records.lte(field, endOfDay(day, zone)) },
  ]
}
