/** `clientele webhooks set`: the one address of an organization on platforms whose webhooks are set by the shop. */
import { type Command, Option } from 'commander'
import { dialects } from '../dialects/index.ts'
import { hasStoreWebhook, setStoreWebhook } from '../jobs/webhooks/set-store-webhook.ts'
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

async function setWebhook(url: string, flags: SetFlags, { store, clock, random }: OpenStore): Promise<void> {
  if (url !== NO_ADDRESS && !isHttpUrl(url))
    throw new WrongUsage(`${url} is no address to post to: give an http or https URL, or \`${NO_ADDRESS}\``)
  const { key: organization } = await organizationBySlug(store, flags.org)
  const platform = dialects.find(({ name }) => name === flags.dialect)?.webhooks?.storeWide
  const known = await hasStoreWebhook(store.records, organization, flags.dialect)
  const which = flags.signingKey ?? (known ? 'keep' : 'new')
  const signingKey = url !== NO_ADDRESS && which === 'new' ? (platform?.mintKey(random) ?? null) : null
  const sealed = signingKey && (await secretsOf(flags, store)).seal(signingKey)
  const webhook = await setStoreWebhook(store.records, organization, {
    dialect: flags.dialect,
    url: url === NO_ADDRESS ? null : url,
    ...(which === 'keep' ? {} : { sealedSecret: sealed }),
    now: clock(),
  })
  const told = { id: webhook?.shortId ?? null, url: url === NO_ADDRESS ? null : url, signing_key: signingKey }
  if (flags.json) return printJson(told)
  process.stdout.write(told.url ? `Events go to ${told.url}\n` : 'Nobody is told any more\n')
  if (signingKey) process.stdout.write(`Signing key (shown only now): ${signingKey}\n`)
}

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
