/** `clientele webhooks set`: the one address of an organization on platforms whose webhooks are set by the shop. */
import { type Command, Option } from 'commander'
import { dialects } from '../dialects/index.ts'
import { createWebhookAdmin } from '../jobs/webhooks/webhook-admin.ts'
import { WrongUsage } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { organizationBySlug } from './organization.ts'
import { printJson } from './print.ts'
import { type OpenStore, secretsOf, withOpenStore } from './with-store.ts'

interface SetFlags extends StoreFlags {
  org: string
  dialect: string
  signingKey?: 'new' | 'none' | 'keep'
  json?: boolean
}

const NO_ADDRESS = 'none'
const storeWide = dialects.flatMap(({ name, webhooks }) => (webhooks?.storeWide ? [name] : []))

export function registerSetWebhook(webhooks: Command): void {
  withStore(webhooks.command('set').description('give the organization one address that hears of everything'))
    .argument('<url>', `where to post, or \`${NO_ADDRESS}\``)
    .requiredOption('--org <slug>', 'the organization')
    .addOption(
      new Option('--dialect <name>', 'the platform whose events are told')
        .choices(storeWide)
        .default(storeWide[0]),
    )
    .addOption(
      new Option(
        '--signing-key <which>',
        'make a new key, which is printed once; sign nothing; or keep what is there (default: new the first time)',
      ).choices(['new', 'none', 'keep']),
    )
    .addOption(jsonFlag())
    .action((url: string, flags: SetFlags) => withOpenStore(flags, (open) => setWebhook(url, flags, open)))
}

async function setWebhook(given: string, flags: SetFlags, open: OpenStore): Promise<void> {
  const { store, clock, random } = open
  const url = given === NO_ADDRESS ? null : given
  if (url !== null && !isHttpUrl(url))
    throw new WrongUsage(`${url} is no address to post to: give an http or https URL, or \`${NO_ADDRESS}\``)
  const { key } = await organizationBySlug(store, flags.org)
  const secrets = () => secretsOf(flags, store)
  const { records, outbox } = store
  const webhooks = createWebhookAdmin({ records, outbox, dialects, secrets, clock, random })
  const { id, signingKey } = await webhooks.setStoreAddress(key, { ...flags, url }, { kind: 'command line' })
  if (flags.json) return printJson({ id, url, signing_key: signingKey })
  process.stdout.write(url ? `Events go to ${url}\n` : 'Nobody is told any more\n')
  if (signingKey) process.stdout.write(`Signing key (shown only now): ${signingKey}\n`)
}

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
