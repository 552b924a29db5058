/** Flags for the credential of somebody else's server; each also comes from its environment variable. */
import { type Command, Option } from 'commander'
import { WrongUsage } from './explain.ts'

export interface CredentialFlags {
  clientId?: string
  clientSecret?: string
  accessToken?: string
  token?: string
}

type Flag = keyof CredentialFlags

const FLAGS: Readonly<Record<Flag, { name: string; member: string; description: string }>> = {
  clientId: { name: 'client-id', member: 'client_id', description: 'Commerce Layer: the application’s id' },
  clientSecret: {
    name: 'client-secret',
    member: 'client_secret',
    description: 'Commerce Layer: the application’s secret',
  },
  accessToken: {
    name: 'access-token',
    member: 'access_token',
    description: 'SHOPLINE: the access token; Commerce Layer: one instead of id and secret',
  },
  token: { name: 'token', member: 'token', description: 'Easycart: the API token' },
}

/** What each platform's credential is made of; the first that is complete is taken. */
const WAYS: Readonly<Record<string, readonly (readonly Flag[])[]>> = {
  'commerce-layer': [['clientId', 'clientSecret'], ['accessToken']],
  shopline: [['accessToken']],
  easycart: [['token']],
}

const envOf = (name: string): string => `CLIENTELE_${name.replaceAll('-', '_').toUpperCase()}`

export function withCredential(command: Command): Command {
  for (const { name, description } of Object.values(FLAGS))
    command.addOption(new Option(`--${name} <text>`, description).env(envOf(name)))
  return command
}

/**
 * The members that the platform's credential has, as `token create --json` names them. A flag of another platform
 * is wrong usage; an environment variable of another one is left alone.
 */
export function credentialOf(
  dialect: string,
  flags: CredentialFlags,
  command: Command,
): Record<string, string> {
  const ways = WAYS[dialect] ?? []
  const typed = (flag: Flag) => command.getOptionValueSource(flag) === 'cli'
  const stranger = (Object.keys(FLAGS) as Flag[]).find((flag) => typed(flag) && !ways.flat().includes(flag))
  if (stranger) throw new WrongUsage(`--${FLAGS[stranger].name} is not for ${dialect}: ${asked(ways)}`)
  const complete = ways.filter((way) => way.every((flag) => flags[flag]))
  const chosen = complete.find((way) => way.some(typed)) ?? complete[0]
  if (!chosen) throw new WrongUsage(`${dialect} needs ${asked(ways)}`)
  return Object.fromEntries(chosen.map((flag) => [FLAGS[flag].member, flags[flag] ?? '']))
}

const asked = (ways: readonly (readonly Flag[])[]): string =>
  ways
    .map((way) => way.map((flag) => `--${FLAGS[flag].name} (or ${envOf(FLAGS[flag].name)})`).join(' and '))
    .join(', or ')
