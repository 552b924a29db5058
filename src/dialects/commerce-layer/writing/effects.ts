/** Triggers of one core type: what each does to the record, and how it refuses (section 5.3). */
import type { RecordOf, RecordType } from '../../../core/schema.ts'
import { trigger, type Value } from '../describe-resource.ts'
import { Refused } from '../errors.ts'
import type { AnyRecord } from '../resource.ts'
import { validationErrors } from './problems.ts'
import type { Draft, Problem, WriteContext, WriteValue } from './write-types.ts'

export interface TriggerCall {
  /** The attribute that was sent. */
  name: string
  value: WriteValue
  context: WriteContext
  draft: Draft
}
/** Gives the record as it is afterwards. */
export type Effect<T extends RecordType> = (record: RecordOf<T>, call: TriggerCall) => Promise<RecordOf<T>>

export const effectOf = <T extends RecordType>(name: string, effect: Effect<T>): Value<unknown> =>
  trigger(
    async (record, value, context, draft) =>
      (await effect(record as unknown as RecordOf<T>, {
        name,
        value,
        context,
        draft,
      })) as unknown as AnyRecord,
  )

export const refusal = (...problems: Problem[]): Refused => new Refused(validationErrors(problems))

/** Why the trigger does nothing now: `_place - is not possible for a cancelled order` [assumed wording]. */
export const refuseTrigger = ({ name }: Pick<TriggerCall, 'name'>, message: string, error: string): Refused =>
  refusal({ field: name, message, meta: { error } })

export const wrongStatus = (call: Pick<TriggerCall, 'name'>, what: string, status: string): Refused =>
  refuseTrigger(call, `is not possible for ${article(status)} ${status} ${what}`, 'invalid_status')

const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a')

/** What would do it is not kept here: saying so is better than doing nothing in silence. */
export const unsupported =
  <T extends RecordType>(what: string): Effect<T> =>
  async (_record, call) => {
    throw refuseTrigger(call, `is not supported: ${what} are not kept here`, 'unsupported')
  }

/** Says how much another trigger is about, and is nothing without it. */
export const amountFor =
  <T extends RecordType>(other: string): Effect<T> =>
  async (record, call) => {
    if (call.draft.values.get(other) !== true) throw refuseTrigger(call, `needs ${other}`, 'invalid')
    return record
  }
