/** `clientele webhooks`: who listens, what was sent to them, and sending it again. */
import { type Command, Option } from 'commander'
import type { Delivery, Notice, Webhook } from '../core/schema.ts'
import type { Store } from '../store/open-store.ts'
import { Refusal } from './explain.ts'
import { integer, jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson, printTable } from './print.ts'
import { registerSetWebhook } from './set-webhook.ts'
import { withOpenStore } from './with-store.ts'

interface WebhookFlags extends StoreFlags {
  org: string
  json?: boolean
}
interface DeliveriesFlags extends WebhookFlags {
  state?: string
  limit: number
}

const MOST_WEBHOOKS = 10_000
const STATES = ['pending', 'delivered', 'dead']

export function registerWebhooks(program: Command): void {
  const webhooks = program
    .command('webhooks')
    .alias('webhook')
    .description('who is told of what happens, and what was sent')
  const sub = (name: string, description: string) =>
    withStore(webhooks.command(name).description(description))
      .requiredOption('--org <slug>', 'the organization')
      .addOption(jsonFlag())

  registerSetWebhook(webhooks)
  sub('list', 'show the webhooks').action((flags: WebhookFlags) =>
    withOpenStore(flags, async ({ store }) => {
      const { key } = await organizationBySlug(store, flags.org)
      print(flags, (await webhooksOf(store, key)).map(presentWebhook))
    }),
  )
  sub('deliveries', 'show what is or was under way, the newest first')
    .addOption(new Option('--state <state>', 'only these').choices(STATES))
    .addOption(new Option('--limit <count>', 'at most so many').default(50).argParser(integer(1, 10_000)))
    .action((flags: DeliveriesFlags) =>
      withOpenStore(flags, async ({ store }) => print(flags, await deliveriesOf(store, flags))),
    )
  sub('replay', 'send a delivery again, from its first attempt on')
    .argument('<delivery>', 'its number', integer(1, Number.MAX_SAFE_INTEGER))
    .action((delivery: number, flags: WebhookFlags) =>
      withOpenStore(flags, async ({ store, clock }) => {
        const { key } = await organizationBySlug(store, flags.org)
        if (!(await store.outbox.replay(key, delivery, clock())))
          throw new Refusal(
            `${flags.org} has no delivery ${delivery}: \`clientele webhooks deliveries\` lists them`,
          )
        if (flags.json) printJson({ delivery, state: 'pending' })
        else process.stdout.write(`Delivery ${delivery} is due again\n`)
      }),
    )
}

type Row = Record<string, string | number | null>

const print = (flags: { json?: boolean }, rows: readonly Row[]): void =>
  flags.json ? printJson(rows) : printTable(rows)

const webhooksOf = (store: Store, organization: number): Promise<Webhook[]> =>
  store.records.list(organization, { type: 'webhook', sort: [{ field: 'key' }], limit: MOST_WEBHOOKS })

const presentWebhook = (webhook: Webhook): Row => ({
  id: webhook.shortId,
  dialect: webhook.dialect,
  topic: webhook.topic,
  // The product whose own address it is; null: it hears of everything of its topic.
  audience: webhook.audience,
  url: webhook.callbackUrl,
  state: webhook.disabledAt ? 'disabled' : webhook.circuitState === 'open' ? 'circuit open' : 'active',
  failures: webhook.failureCount,
})

async function deliveriesOf(store: Store, { org, state, limit }: DeliveriesFlags): Promise<Row[]> {
  const { key: organization } = await organizationBySlug(store, org)
  const deliveries = await store.records.list(organization, {
    type: 'delivery',
    ...(state ? { where: { op: 'eq' as const, field: 'state', value: state } } : {}),
    sort: [{ field: 'key', descending: true }],
    limit,
  })
  const webhooks = new Map((await webhooksOf(store, organization)).map((one) => [one.key, one]))
  const notices = await store.records.list(organization, {
    type: 'notice',
    where: { op: 'in', field: 'key', values: deliveries.map(({ noticeKey }) => noticeKey) },
    sort: [],
    limit,
  })
  const byKey = new Map(notices.map((one) => [one.key, one]))
  return deliveries.map((one) => presentDelivery(one, webhooks.get(one.webhookKey), byKey.get(one.noticeKey)))
}

const presentDelivery = (delivery: Delivery, webhook?: Webhook, notice?: Notice): Row => ({
  delivery: delivery.key,
  topic: notice?.topic ?? null,
  record: String(notice?.recordIds.shortId ?? ''),
  webhook: webhook?.shortId ?? null,
  state: delivery.state,
  attempts: delivery.attempts,
  created_at: delivery.createdAt.toISOString(),
  next_attempt_at: delivery.state === 'pending' ? delivery.nextAttemptAt.toISOString() : null,
})
