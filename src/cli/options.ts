/** Flags that several commands share; each also reads CLIENTELE_<NAME>. A wrong one names itself. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { assuming, WrongAssumption } from '../dialects/assumptions.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { dialects } from '../dialects/index.ts'
import { readPrivateAddresses } from '../jobs/outgoing/reach.ts'
import { WrongUsage } from './explain.ts'

export interface StoreFlags {
  data: string
  databaseUrl?: string
}

/** `--data` or `--database-url`. */
export function withStore(command: Command): Command {
  return command
    .addOption(
      new Option('--data <folder>', 'folder of the embedded store')
        .env('CLIENTELE_DATA')
        .default('./clientele-data'),
    )
    .addOption(
      new Option('--database-url <url>', 'a PostgreSQL server instead of the embedded store')
        .env('CLIENTELE_DATABASE_URL')
        .argParser(databaseUrl),
    )
}

/** Of the request's store alone: what else works with a store asks the primary. */
export const replicasOption = () =>
  new Option(
    '--database-replica-urls <urls>',
    'streaming replicas of the PostgreSQL server, parted by commas: they answer reads as far as they have the last writes',
  )
    .env('CLIENTELE_DATABASE_REPLICA_URLS')
    .argParser((text) => text.split(',').map((url) => databaseUrl(url.trim())))

export const jsonFlag = () => new Option('--json', 'print machine-readable output').env('CLIENTELE_JSON')

/** A whole number within bounds: `.argParser(integer(0, 65535))`. */
export const integer = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || value < least || value > most)
    throw new InvalidArgumentError(`Allowed: a whole number from ${least} to ${most}.`)
  return value
}

function databaseUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new InvalidArgumentError('Allowed: postgres://user:password@host:port/database')
  return text
}

export const portOption = (description: string) =>
  new Option('--port <number>', description).env('CLIENTELE_PORT').default(8080).argParser(integer(0, 65535))

export const domainOption = (description: string) =>
  new Option('--domain <name>', description)
    .env('CLIENTELE_DOMAIN')
    .default('localhost')
    .argParser(domainName)

export const rateLimitsOption = () =>
  new Option('--rate-limits', 'keep the platforms’ rate limits').env('CLIENTELE_RATE_LIMITS')

export const strictFiltersOption = () =>
  new Option('--strict-filters', 'refuse filters that a platform would ignore').env(
    'CLIENTELE_STRICT_FILTERS',
  )

export const hotBytesOption = () =>
  new Option(
    '--hot-bytes <bytes>',
    'memory of each process for answers that are given again while nothing changes; 0: none (default: 64 MB)',
  )
    .env('CLIENTELE_HOT_BYTES')
    .argParser(integer(0, Number.MAX_SAFE_INTEGER))

export const sandboxOption = () =>
  new Option('--sandbox', 'let requests ask for faults with the header Clientele-Fault').env(
    'CLIENTELE_SANDBOX',
  )

/** Gives the dialects themselves, as they are chosen; without the flag there are none. */
export const assumeOption = () =>
  new Option(
    '--assume <platform.name=value>',
    'how a platform behaves where its documentation leaves it open; `clientele assumptions` lists what may be chosen; may be repeated, or several parted by commas',
  )
    .env('CLIENTELE_ASSUME')
    .argParser(assumed)

/** What it was given, and the dialects that it makes. */
export interface Assumed {
  asked: readonly string[]
  dialects: readonly Dialect[]
}

function assumed(text: string, before?: Assumed): Assumed {
  const asked = [
    ...(before?.asked ?? []),
    ...text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  ]
  try {
    return { asked, dialects: assuming(dialects, asked) }
  } catch (error) {
    if (error instanceof WrongAssumption) throw new InvalidArgumentError(error.message)
    throw error
  }
}

export const anonymizeAfterOption = () =>
  new Option('--anonymize-after <duration>', 'from the request to anonymize a customer until it is done')
    .env('CLIENTELE_ANONYMIZE_AFTER')
    .default(24 * DURATIONS.h, '24h')
    .argParser(duration)

export const auditDaysOption = () =>
  new Option('--audit-days <days>', 'how long it is kept who read, exported, changed or erased whom')
    .env('CLIENTELE_AUDIT_DAYS')
    .default(365)
    .argParser(integer(1, 36_500))

export const refundDelayOption = () =>
  new Option('--refund-delay <duration>', 'from a refund’s submission until the payment provider confirms it')
    .env('CLIENTELE_REFUND_DELAY')
    .default(2 * DURATIONS.s, '2s')
    .argParser(duration)

/** `without`: what holds where the flag is not given. */
export const privateAddressesOption = (without: string) =>
  new Option(
    '--private-addresses <which>',
    `which addresses that are not public may be called (webhooks, syncs): none, all, or networks parted by commas (default: ${without})`,
  )
    .env('CLIENTELE_PRIVATE_ADDRESSES')
    .argParser((text) => {
      const read = readPrivateAddresses(text)
      if (read) return read
      throw new InvalidArgumentError('Allowed: none, all, or networks such as 10.0.0.0/8,127.0.0.1.')
    })

/** A host name (RFC 1123), in lower case. */
export function domainName(text: string): string {
  const name = text.toLowerCase()
  if (name.length > 253 || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name))
    throw new InvalidArgumentError('Allowed: a host name without a port, such as localhost or shop.test.')
  return name
}

const SWITCHES: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false, '': false }

/** Commander takes a flag without a value for given when its environment variable is set, whatever it says. */
export function readSwitches(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName()
    if (!option.isBoolean() || !option.envVar || command.getOptionValueSource(name) !== 'env') continue
    const text = process.env[option.envVar] ?? ''
    if (!Object.hasOwn(SWITCHES, text))
      throw new WrongUsage(`${option.envVar} is ${JSON.stringify(text)}. Allowed: 1, true, 0, false.`)
    command.setOptionValueWithSource(name, SWITCHES[text], 'env')
  }
}

/** A length of time like `3y`, `10h`, `90d`, `30m`, in milliseconds; at most a thousand years. */
export function duration(text: string): number {
  const [, count, unit] = /^(\d+)([smhdwy])$/.exec(text) ?? []
  const milliseconds = unit ? DURATIONS[unit as keyof typeof DURATIONS] : undefined
  const length = Number(count) * (milliseconds ?? 0)
  if (!(length > 0 && length <= 1000 * DURATIONS.y))
    throw new InvalidArgumentError(
      'Allowed: a number and one of s, m, h, d, w, y, such as 3y or 10h, above 0 and at most 1000y.',
    )
  return length
}

const DURATIONS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, y: 365 * 864e5 } as const

export const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text]
