/** Fields that most record types begin with. */
import { field, integer, jsonPersonal, text, textOrNull, time } from './field-types.ts'

/** Every record has its internal key, one public id per built-in form, and its two times. */
export const base = {
  key: integer,
  shortId: text,
  numberId: text,
  uuidId: field('uuid')(false, false),
  createdAt: time,
  updatedAt: time,
}
/** Every record that came from elsewhere can say so. */
export const referenced = { reference: textOrNull, referenceOrigin: textOrNull, metadata: jsonPersonal }
