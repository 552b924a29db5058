/** Which fields keep the key of another record, worked out from the relations: so a new type is known by its own. */
import { fieldOf, fields, type RecordType, type Relation, relations } from '../../core/schema.ts'

export const TYPES = Object.keys(fields) as RecordType[]

/** `type`: always of that one; `any`: the type stands beside the key (`recordType`, `recordKey`). */
export interface Pointer {
  field: string
  to: RecordType | { any: string }
}

const allRelations = TYPES.flatMap((type) =>
  Object.values<Relation>(relations[type]).map((relation) => ({ type, ...relation })),
)

/** Each relation says it of a field on this side, on the other, or of two on the record between them. */
function targetOf(type: RecordType, field: string): RecordType | null {
  for (const { type: from, to, here, there, through } of allRelations) {
    if (!through) {
      if (from === type && here === field && there === 'key') return to
      if (to === type && there === field && here === 'key') return from
      continue
    }
    if (through.type === type && through.here === field && here === 'key') return from
    if (through.type === type && through.there === field && there === 'key') return to
    if (to === type && there === field && through.there === 'key') return through.type
  }
  return null
}

function pointersOf(type: RecordType): Pointer[] {
  return Object.keys(fields[type]).flatMap((field): Pointer[] => {
    if (!field.endsWith('Key')) return []
    const beside = field.replace(/Key$/, 'Type')
    if (fieldOf(type, beside)) return [{ field, to: { any: beside } }]
    const to = targetOf(type, field)
    return to ? [{ field, to }] : []
  })
}

/** `POINTERS.refund` is payment and customer; a key that nothing leads from or to (`subjectKey`) is none. */
export const POINTERS: Readonly<Record<RecordType, readonly Pointer[]>> = Object.fromEntries(
  TYPES.map((type) => [type, pointersOf(type)]),
) as never

/** What may hang on a customer, through whatever number of others. */
export const HANGING: ReadonlySet<RecordType> = hanging()

function hanging(): ReadonlySet<RecordType> {
  const found = new Set<RecordType>(['customer'])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const type of TYPES)
      if (POINTERS[type].some(({ to }) => typeof to !== 'string' || found.has(to))) found.add(type)
  }
  return found
}
