/** `clientele assumptions`: where platforms' documentation leaves something open, and what `--assume` may choose. */
import type { Command } from 'commander'
import { dialects } from '../dialects/index.ts'
import { jsonFlag } from './options.ts'
import { printJson, printTable } from './print.ts'

export function registerAssumptions(program: Command): void {
  program
    .command('assumptions')
    .description('show what --assume may choose where a platform’s documentation leaves it open')
    .addOption(jsonFlag())
    .action(({ json }: { json?: boolean }) => {
      const all = dialects.flatMap((dialect) =>
        (dialect.assumptions ?? []).map(({ name, default: usual, allowed, meaning }) => ({
          name: `${dialect.name}.${name}`,
          default: usual,
          allowed,
          meaning,
        })),
      )
      if (json) printJson(all)
      else printTable(all)
    })
}
