/** `_request_anonymization` and `_cancel_anonymization` (section 5.7). */
import {
  type Anonymization,
  cancelAnonymization,
  isAnonymizationOpen,
  requestAnonymization,
} from '../../../core/anonymization.ts'
import type { JsonObject } from '../../../core/schema.ts'
import { trigger, type Value } from '../describe-resource.ts'
import { Refused } from '../errors.ts'
import type { AnyRecord } from '../resource.ts'
import { applicationId, type Caller } from '../tokens.ts'
import { validationErrors, wrongState } from './problems.ts'
import type { Trigger } from './write-types.ts'

/** [assumed] There are no users: the operator is whoever holds the application (section 2.4). */
const operator = ({ credential, organization, owner }: Caller): JsonObject => ({
  id: owner?.id ?? applicationId(credential),
  first_name: credential.name ?? organization.name,
  last_name: '',
  email: String(organization.profile.email ?? ''),
})

const step =
  (
    refuses: (open: boolean) => boolean,
    message: string,
    next: (customer: Anonymization, who: JsonObject, now: Date) => Anonymization,
  ): Trigger =>
  async (record, _value, context) => {
    await context.writer.lockCustomers([record.key])
    const customer = await context.writer.find(context.organization, 'customer', 'key', record.key)
    if (!customer) throw new Refused('notFound')
    if (refuses(isAnonymizationOpen(customer)))
      throw new Refused(validationErrors([wrongState(message, 'anonymization')]))
    const changes = next(customer, operator(context.caller), context.services.clock())
    return (await context.writer.update('customer', record.key, changes)) as unknown as AnyRecord
  }

export const requestAnonymizationTrigger: Value<unknown> = trigger(
  step((open) => open, 'an anonymization request is already open', requestAnonymization),
)
export const cancelAnonymizationTrigger: Value<unknown> = trigger(
  step((open) => !open, 'no anonymization request is open', cancelAnonymization),
)
