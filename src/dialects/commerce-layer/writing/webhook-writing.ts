/** What writing a webhook needs beyond its attributes (docs: core-api-reference/webhooks). */
import type { Services } from '../../dialect.ts'
import { trigger, type Value } from '../describe-resource.ts'
import { Refused } from '../errors.ts'
import { readInclude } from '../query/read-include.ts'
import type { AnyRecord } from '../resource.ts'
import { resources } from '../resources/index.ts'
import { DIALECT } from '../tokens.ts'
import { invalid } from './problems.ts'
import type { Draft, Problem, WriteContext } from './write-types.ts'

/** 32 hexadecimal digits, as the example of the schema. */
const newSecret = ({ random, secrets }: Services): string =>
  secrets.seal(Buffer.from(random(16)).toString('hex'))

/** "When you create a new webhook, a shared secret is generated" (Real-time webhooks). */
export const newWebhook = (_draft: Draft, { services }: WriteContext) => ({
  dialect: DIALECT,
  sealedSecret: newSecret(services),
})

/** An address that can be called, and relationships that the topic's resource has [assumed: neither is documented]. */
export function webhookProblems({ before, values }: Draft): Problem[] {
  const problems: Problem[] = []
  const url = values.get('callback_url')
  if (typeof url === 'string' && url.trim() !== '' && !isHttpUrl(url))
    problems.push(invalid('callback_url', url))
  const includes = values.get('include_resources')
  const topic = String(values.get('topic') ?? before?.topic ?? '')
  if (Array.isArray(includes) && !canInclude(topic, includes.map(String)))
    problems.push(invalid('include_resources', includes))
  return problems
}

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)

function canInclude(topic: string, includes: readonly string[]): boolean {
  const resource = resources.get(topic.split('.')[0] ?? '')
  if (!resource) return true
  try {
    readInclude([{ name: 'include', path: ['include'], value: includes.join(',') }], resource)
    return true
  } catch (error) {
    if (error instanceof Refused) return false
    throw error
  }
}

const setting = (changes: (context: WriteContext) => Record<string, unknown>): Value<unknown> =>
  trigger(
    async ({ key }, _value, context) =>
      (await context.writer.update('webhook', key, changes(context))) as unknown as AnyRecord,
  )

export const disable = setting(({ services }) => ({ disabledAt: services.clock() }))
export const enable = setting(() => ({ disabledAt: null }))
/** What waited for it is sent now. */
export const resetCircuit = setting(() => ({ circuitState: 'closed', failureCount: 0 }))
export const regenerateSharedSecret = setting(({ services }) => ({ sealedSecret: newSecret(services) }))
