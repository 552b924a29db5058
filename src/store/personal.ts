/** What erasing a person empties, worked out from the marks in core/fields.ts. */
import { type Field, fieldOf, fields, type RecordType } from '../core/schema.ts'
import { fieldNames } from './tables.ts'

export const TYPES = Object.keys(fields) as RecordType[]

/** Who asked for the anonymization and when: the operator's name, not the customer's. */
const KEPT: ReadonlySet<string> = new Set(['customer.anonymizationInfo'])

export const isPersonal = (type: RecordType, name: string): boolean =>
  fieldOf(type, name)?.personal === true && !KEPT.has(`${type}.${name}`)
/** An id of another system: emptied where a shop took the person's e-mail address for it. */
export const isReference = (name: string): boolean => name === 'reference' || name === 'entryReference'

/** What the field becomes: null where it may be, else text or an object without anything in it. */
export const emptyOf = ({ nullable, type }: Field): null | '' | Record<string, never> =>
  nullable ? null : type === 'json' ? {} : ''

/** The personal fields of each type, each with what it becomes. */
export const PERSONAL: Readonly<Record<RecordType, Readonly<Record<string, ReturnType<typeof emptyOf>>>>> =
  Object.fromEntries(
    TYPES.map((type) => [
      type,
      Object.fromEntries(
        fieldNames(type)
          .filter((name) => isPersonal(type, name))
          .map((name) => [name, emptyOf(fieldOf(type, name) as Field)]),
      ),
    ]),
  ) as never
