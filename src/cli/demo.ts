/** `clientele demo`: a server on a throw-away store full of realistic data. */
import { type Command, Option } from 'commander'
import { integer } from './options.ts'

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('start a server with realistic data on a throw-away store')
    .addOption(
      new Option('--port <number>', 'port to listen on')
        .env('CLIENTELE_PORT')
        .default(8080)
        .argParser(integer(0, 65535)),
    )
    .action(async () => {})
}
