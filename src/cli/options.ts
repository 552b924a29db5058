/** Flags that several commands share; each also reads CLIENTELE_<NAME>. A wrong one names itself. */
import { type Command, InvalidArgumentError, Option } from 'commander'

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

/** A length of time like `3y`, `10h`, `90d`, `30m`, in milliseconds. */
export function duration(text: string): number {
  const [, count, unit] = /^(\d+)([smhdwy])$/.exec(text) ?? []
  const milliseconds = unit ? DURATIONS[unit as keyof typeof DURATIONS] : undefined
  if (!milliseconds)
    throw new InvalidArgumentError('Allowed: a number and one of s, m, h, d, w, y, such as 3y or 10h.')
  return Number(count) * milliseconds
}

const DURATIONS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, y: 365 * 864e5 } as const

export const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text]
