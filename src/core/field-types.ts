/** What a field can be, and short names for the kinds that fields.ts uses. */

export type FieldType =
  | 'text'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'time'
  | 'date'
  | 'json'
  | 'digits'
  | 'uuid'

export interface Field<T extends FieldType = FieldType, N extends boolean = boolean> {
  type: T
  nullable: N
  /** Holds what identifies or describes a person: erased, exported and redacted by this mark. */
  personal: boolean
}

export const field =
  <T extends FieldType>(type: T) =>
  <N extends boolean, P extends boolean>(nullable: N, personal: P): Field<T, N> => ({
    type,
    nullable,
    personal,
  })

export const text = field('text')(false, false)
export const textOrNull = field('text')(true, false)
export const personalOrNull = field('text')(true, true)
export const integer = field('integer')(false, false)
export const integerOrNull = field('integer')(true, false)
export const floatOrNull = field('float')(true, false)
export const floatOrNullPersonal = field('float')(true, true)
export const boolean = field('boolean')(false, false)
export const time = field('time')(false, false)
export const timeOrNull = field('time')(true, false)
export const json = field('json')(false, false)
export const jsonPersonal = field('json')(false, true)
export const jsonOrNullPersonal = field('json')(true, true)
