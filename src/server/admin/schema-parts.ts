/** What descriptions of answers are made of. */
import { Type } from 'typebox'

export const TIME = Type.String({ format: 'date-time' })
export const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])
/** One of a few words. */
export const word = <const T extends string>(...words: readonly T[]) => Type.Enum([...words] as T[])
