/** How a server ends, and how long it takes its time for those who are connected. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { duration } from './options.ts'

export interface StopFlags {
  /** From the signal until nobody may connect, milliseconds. */
  stopDelay: number
  /** From then until connections at rest are closed. */
  stopGrace: number
}

/**
 * `stop`: what is being answered is finished, all else ends at once. `replaced`: another process of the server takes over; no request
 * fails. `drain`: the same, and whoever shares out requests among servers is told first, by `/readyz`.
 */
export type Ending = 'stop' | 'replaced' | 'drain'

const GRACE_MS = 4000
const HOUR_MS = 3_600_000

export const withStopping = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--stop-delay <duration>',
        'from SIGTERM, when /readyz says that it is not ready, until nobody may connect',
      )
        .env('CLIENTELE_STOP_DELAY')
        .default(0, '0s')
        .argParser(upToAnHour),
    )
    .addOption(
      new Option('--stop-grace <duration>', 'from then until connections at rest are closed')
        .env('CLIENTELE_STOP_GRACE')
        .default(GRACE_MS, '4s')
        .argParser(upToAnHour),
    )

function upToAnHour(text: string): number {
  if (text === '0s') return 0
  const length = duration(text)
  if (length <= HOUR_MS) return length
  throw new InvalidArgumentError('Allowed: at most 1h.')
}

/** Ctrl-C is somebody who waits for it; SIGTERM is said by what starts and stops servers. */
export function bySignal(end: (how: Ending) => void): void {
  const once = (signal: NodeJS.Signals) => {
    // A second one of either kind ends it at once.
    process.off('SIGINT', once).off('SIGTERM', once)
    end(signal === 'SIGTERM' ? 'drain' : 'stop')
  }
  process.on('SIGINT', once).on('SIGTERM', once)
}
