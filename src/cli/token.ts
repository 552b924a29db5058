/** `clientele token`: what callers present. Printed once, kept only as a hash. */
import { isIP } from 'node:net'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CoreError } from '../core/errors.ts'
import type { CredentialOption, Dialect, Services } from '../dialects/dialect.ts'
import { dialects } from '../dialects/index.ts'
import { createServices } from '../server/compose.ts'
import { Refusal, WrongUsage } from './explain.ts'
import {
  collect,
  domainOption,
  duration,
  integer,
  jsonFlag,
  portOption,
  type StoreFlags,
  withStore,
} from './options.ts'
import { printJson, printTable } from './print.ts'
import { type OpenStore, secretsOf, withOpenStore } from './with-store.ts'

interface CreateFlags extends StoreFlags {
  org: string[]
  dialect: string
  name?: string
  scope?: string[]
  kind?: string
  redirectUri?: string[]
  appUrl?: string
  allowAddress?: string[]
  expires?: number
  rateLimit?: number
  domain: string
  port: number
  json?: boolean
}

interface RenewFlags extends StoreFlags {
  domain: string
  port: number
  json?: boolean
}

export function registerToken(program: Command): void {
  const token = program.command('token').description('credentials of the platforms')
  withStore(token.command('create').description('make a credential; what it prints is shown only once'))
    .requiredOption(
      '--org <slug>',
      'organization; repeat it for an Easycart token that reaches several',
      collect,
    )
    .addOption(
      new Option('--dialect <name>', 'the platform it is for')
        .choices(dialects.map((dialect) => dialect.name))
        .makeOptionMandatory(),
    )
    .option('--name <name>', 'what people call it')
    .option('--scope <name...>', 'what it may do, such as read_customers', collectAll)
    .addOption(
      new Option('--kind <kind>', 'of a Commerce Layer application or a SHOPLINE app').choices([
        ...new Set(dialects.flatMap(({ credentialKinds = [] }) => credentialKinds)),
      ]),
    )
    .option('--redirect-uri <url>', 'where an authorization code may be sent; may be repeated', collect)
    .option('--app-url <url>', 'where a SHOPLINE app is opened')
    .option(
      '--allow-address <ip>',
      'the only address that may ask for a SHOPLINE app’s tokens; may be repeated',
      collectAddresses,
    )
    .option('--expires <time>', 'how long it lives, such as 3y or 10h', duration)
    .option(
      '--rate-limit <n>',
      'requests that may pass in the time of the platform’s own limit; counts although limits are off',
      integer(1, 1_000_000),
    )
    .addOption(domainOption('the domain the server answers on'))
    .addOption(portOption('the port the server answers on'))
    .addOption(jsonFlag())
    .action((flags: CreateFlags) => withOpenStore(flags, (open) => createToken(flags, open)))
  withStore(token.command('list').description('show the credentials, without their secrets'))
    .addOption(jsonFlag())
    .action((flags: StoreFlags & { json?: boolean }) =>
      withOpenStore(flags, async ({ store }) => {
        const slugs = new Map((await store.organizations.list()).map(({ key, slug }) => [key, slug]))
        const all = (await store.credentials.list()).map((credential) => ({
          id: credential.id,
          organization: slugs.get(credential.organization) ?? '',
          dialect: credential.dialect,
          kind: credential.kind,
          name: credential.name ?? '',
          scopes: credential.scopes.join(' '),
          created_at: credential.createdAt.toISOString(),
          expires_at: credential.expiresAt?.toISOString() ?? null,
          revoked_at: credential.revokedAt?.toISOString() ?? null,
        }))
        if (flags.json) printJson(all)
        else printTable(all)
      }),
    )
  withStore(token.command('renew <id>').description('give a credential another token, shown only once'))
    .addOption(domainOption('the domain the server answers on'))
    .addOption(portOption('the port the server answers on'))
    .addOption(jsonFlag())
    .action((id: string, flags: RenewFlags) => withOpenStore(flags, (open) => renewToken(id, flags, open)))
  withStore(token.command('revoke <id>').description('take a credential back'))
    .addOption(jsonFlag())
    .action((id: string, flags: StoreFlags & { json?: boolean }) =>
      withOpenStore(flags, async ({ store }) => {
        if (!(await store.credentials.revoke(id)))
          throw new Refusal(`no credential has the id ${id}: see \`clientele token list\``)
        if (flags.json) printJson({ id, revoked: true })
        else process.stdout.write(`${id} is revoked\n`)
      }),
    )
}

const collectAddresses = (text: string, before: string[] | undefined): string[] => {
  if (isIP(text) === 0) throw new InvalidArgumentError('Allowed: an IP address such as 203.0.113.7.')
  return collect(text.toLowerCase(), before)
}

const collectAll = (text: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...text.split(',').filter(Boolean),
]

/** The flag that asks for each option of a credential. */
const OPTION_FLAGS: Record<CredentialOption, { flag: string; given(flags: CreateFlags): boolean }> = {
  scope: { flag: '--scope', given: ({ scope }) => scope !== undefined },
  redirectUri: { flag: '--redirect-uri', given: ({ redirectUri }) => redirectUri !== undefined },
  appUrl: { flag: '--app-url', given: ({ appUrl }) => appUrl !== undefined },
  allowedAddresses: { flag: '--allow-address', given: ({ allowAddress }) => allowAddress !== undefined },
  furtherOrganizations: { flag: 'second --org', given: ({ org }) => org.length > 1 },
}

function refuseUnknownOptions(
  flags: CreateFlags,
  { title, credentialOptions, credentialKinds = [] }: Dialect,
): void {
  if (flags.kind !== undefined && !credentialKinds.includes(flags.kind))
    throw new WrongUsage(
      credentialKinds.length === 0
        ? `${title} credentials take no --kind`
        : `${title} credentials take no --kind ${flags.kind}: allowed are ${credentialKinds.join(', ')}`,
    )
  for (const [option, { flag, given }] of Object.entries(OPTION_FLAGS))
    if (given(flags) && !credentialOptions.includes(option as CredentialOption))
      throw new WrongUsage(`${title} credentials take no ${flag}`)
}

async function createToken(flags: CreateFlags, open: OpenStore): Promise<void> {
  const dialect = dialects.find((candidate) => candidate.name === flags.dialect)
  if (!dialect) throw new Refusal(`no dialect is called ${flags.dialect}`)
  refuseUnknownOptions(flags, dialect)
  const organizations = await Promise.all(
    flags.org.map(async (slug) => {
      const found = await open.store.organizations.bySlug(slug)
      if (!found)
        throw new CoreError(
          'record-not-found',
          {},
          `no organization is called ${slug}: see \`clientele org list\``,
        )
      return found
    }),
  )
  const services = await servicesFor(flags, open)
  const { printed } = await dialect.createCredential(
    {
      organizations,
      name: flags.name ?? null,
      scopes: flags.scope ?? [],
      kind: flags.kind ?? null,
      redirectUris: flags.redirectUri ?? [],
      appUrl: flags.appUrl ?? null,
      allowedAddresses: flags.allowAddress ?? [],
      rateLimits: flags.rateLimit === undefined ? null : { capacity: flags.rateLimit },
      expiresAt: flags.expires ? new Date(open.clock().getTime() + flags.expires) : null,
    },
    services,
  )
  printOnce(printed, flags)
}

const servicesFor = async (
  flags: StoreFlags & { domain: string; port: number },
  open: OpenStore,
): Promise<Services> =>
  createServices({
    ...open,
    secrets: await secretsOf(flags, open.store),
    dialects,
    domain: flags.domain,
    port: flags.port,
    log: () => {},
  })

async function renewToken(id: string, flags: RenewFlags, open: OpenStore): Promise<void> {
  const credential = await open.store.credentials.byId(id)
  if (!credential) throw new Refusal(`no credential has the id ${id}: see \`clientele token list\``)
  const dialect = dialects.find(({ name }) => name === credential.dialect)
  if (!dialect?.renewCredential)
    throw new Refusal(`${dialect?.title ?? credential.dialect} credentials are not renewed: make a new one`)
  const { printed } = await dialect.renewCredential(credential, await servicesFor(flags, open))
  printOnce(printed, flags)
}

export function printOnce(printed: Record<string, string>, { json }: { json?: boolean }): void {
  if (json) {
    printJson(printed)
    return
  }
  for (const [name, value] of Object.entries(printed)) process.stdout.write(`${name}: ${value}\n`)
  process.stdout.write('Keep it now: it is stored only as a hash and cannot be shown again.\n')
}
