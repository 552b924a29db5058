/** One engine for the single objects of section 4: the base fields, and the sections that `include` names. */
import type { RecordOf, RecordType } from '../../../core/schema.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { jsonResponse } from '../../dialect.ts'
import { type EasycartCall, type Handler, includeOf, taking } from '../call.ts'
import { CONTENT_TYPE, invalidId, notFound } from '../errors.ts'
import { readParameters } from '../parameters.ts'
import { readInclude } from './read-include.ts'

type Sections<T extends RecordType> = Readonly<
  Record<string, (record: RecordOf<T>, call: EasycartCall) => Promise<unknown> | unknown>
>

export interface SingleDescription<T extends RecordType> {
  type: T
  /** What refusals call it: `Order`. */
  thing: string
  /** In the order in which they are shown after the base fields. */
  sections: Sections<T>
  present(record: RecordOf<T>, call: EasycartCall): Promise<object> | object
}

/** A route's handler. The order of checks is that of Get Customer [assumed]: the id's form, then whether it is there. */
export const singleOf = <T extends RecordType>({
  type,
  thing,
  sections,
  present,
}: SingleDescription<T>): Handler<EasycartCall> => {
  const names = Object.keys(sections)
  return taking(names.length > 0 ? [includeOf(names)] : [], async (call) => {
    const { id = '' } = call.params
    if (!isUuid(id)) return invalidId(thing)
    const record = await call.services.records.find(call.store.key, type, 'uuidId', id.toLowerCase())
    if (!record) return notFound(thing, id)
    const include = readInclude(readParameters(call.request.query)('include'))
    const [base, ...shown] = await Promise.all([
      present(record, call),
      // A section that was not asked for is null, never left out (Get Order).
      ...names.map((name) => (include.has(name) ? sections[name]?.(record, call) : null)),
    ])
    return jsonResponse(200, CONTENT_TYPE, {
      ...base,
      ...Object.fromEntries(names.map((name, index) => [name, shown[index]])),
    })
  })
}
