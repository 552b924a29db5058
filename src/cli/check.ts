/** `clientele check`: does a server answer as the platform's specification says? */
import { access, constants, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Argument, type Command, Option } from 'commander'
import { check, NotChecked, WrongCheck } from '../jobs/check/check.ts'
import { checkable } from '../jobs/check/checkable.ts'
import { junitOf } from '../jobs/check/junit.ts'
import type { CheckResult } from '../jobs/check/result.ts'
import { type CredentialFlags, credentialOf, withCredential } from './credential-flags.ts'
import { Refusal, WrongUsage } from './explain.ts'
import { domainName, duration, jsonFlag } from './options.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'

interface CheckFlags extends CredentialFlags {
  baseUrl: string
  domain?: string
  write?: boolean
  only?: string
  timeout: number
  junit?: string
  json?: boolean
}

export function registerCheck(program: Command): void {
  const command = program
    .command('check')
    .description('run a platform’s conformance cases against any server that speaks it')
    .addArgument(new Argument('<dialect>', 'the platform').choices(checkable.map(({ name }) => name)))
    .addOption(
      new Option('--base-url <url>', 'the server, such as http://127.0.0.1:8080 or with the API’s base path')
        .env('CLIENTELE_BASE_URL')
        .makeOptionMandatory(),
    )
  withCredential(command)
    .addOption(
      new Option(
        '--domain <name>',
        'cases that name a shop in the Host put it below this (default: the base URL’s domain)',
      )
        .env('CLIENTELE_DOMAIN')
        .argParser(domainName),
    )
    .addOption(
      new Option('--write', 'also the cases that write; what they made is taken away afterwards').env(
        'CLIENTELE_WRITE',
      ),
    )
    .option('--only <text>', 'only the cases with this in their name')
    .addOption(
      new Option('--timeout <duration>', 'how long one answer may take')
        .env('CLIENTELE_TIMEOUT')
        .default(30_000, '30s')
        .argParser(duration),
    )
    .option('--junit <file>', 'write the result as JUnit XML too')
    .addOption(jsonFlag())
    .addHelpText('after', HELP)
    .action(runCheck)
}

const HELP = `
Nothing is written to the server unless --write is given: try that on a sandbox alone.
Secrets are better given as environment variables: CLIENTELE_CLIENT_SECRET, CLIENTELE_ACCESS_TOKEN, CLIENTELE_TOKEN.
The exit code is 1 when a case fails.`

async function runCheck(dialect: string, flags: CheckFlags, command: Command): Promise<void> {
  const credential = credentialOf(dialect, flags, command)
  if (flags.junit) await refuseUnwritable(flags.junit)
  const stop = new AbortController()
  const onSignal = () => {
    process.stderr.write('clientele: stopping; again to stop at once\n')
    stop.abort()
  }
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  const progress = createProgress('check')
  const result = await check({
    dialect,
    baseUrl: flags.baseUrl,
    credential,
    write: flags.write,
    only: flags.only,
    timeoutMs: flags.timeout,
    domain: flags.domain,
    signal: stop.signal,
    onProgress: ({ done, total, failed }) =>
      progress.update({
        share: done / total,
        text: `${done} of ${total} cases${failed > 0 ? `, ${failed} failed` : ''}`,
      }),
  })
    .catch((error: Error) => {
      if (error instanceof WrongCheck) throw new WrongUsage(error.message)
      throw error instanceof NotChecked ? new Refusal(error.message) : error
    })
    .finally(() => {
      progress.done()
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    })
  if (flags.junit) await writeFile(flags.junit, junitOf(result))
  if (flags.json) printJson(forScripts(result))
  else process.stdout.write(forPeople(result))
  if (result.interrupted) throw new Refusal('stopped before every case had run')
  if (result.failed > 0)
    throw new Refusal(
      `${result.failed} of ${result.passed + result.failed} cases differ from the specification`,
    )
  if (result.passed === 0) throw new Refusal('no case could run: see why they were skipped')
}

const forScripts = ({ dialect, passed, failed, skipped, failures, ...rest }: CheckResult) => ({
  dialect,
  passed,
  failed,
  skipped,
  failures,
  skips: skipsOf(rest.cases),
  left: rest.left,
  requests: rest.requests,
  retries: rest.retries,
  seconds: rest.seconds,
})

/** Reasons, and how many cases each left out, most first. */
function skipsOf(cases: readonly { reason?: string }[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { reason } of cases) if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
}

/** More names would say no more. */
const MOST_NAMES = 8

/** For people: all that are left out for want of facts on one line, with those that most of them want. */
function groupedSkips(cases: CheckResult['cases']): { reason: string; count: number }[] {
  const lacking = cases.flatMap(({ reason = '' }) => /^not known: (.*)/.exec(reason)?.[1]?.split(', ') ?? [])
  const others = skipsOf(cases).filter(({ reason }) => !reason.startsWith('not known: '))
  const names = skipsOf(lacking.map((reason) => ({ reason })))
  const count = cases.filter(({ reason = '' }) => reason.startsWith('not known: ')).length
  const shown = names.slice(0, MOST_NAMES).map(({ reason }) => reason)
  const more = names.length > MOST_NAMES ? ', …' : ''
  const line = {
    reason: `what they are about is not known of this server: ${shown.join(', ')}${more}`,
    count,
  }
  return count > 0 ? [...others, line] : others
}

function forPeople(result: CheckResult): string {
  const { passed, failed, skipped, failures, cases, retries, left, seconds } = result
  const parts = failures.map(({ case: name, source, differences }) =>
    [
      `FAILED  ${name}`,
      ...differences.flatMap(({ at, expected, got }) => [
        `  at        ${at}`,
        `  expected  ${expected}`,
        `  got       ${got}`,
      ]),
      `  source    ${source}`,
      '',
    ].join('\n'),
  )
  const skips = groupedSkips(cases).map(({ reason, count }) => `  ${String(count).padStart(5)}  ${reason}`)
  return [
    ...parts,
    `${passed} passed, ${failed} failed, ${skipped} skipped, in ${seconds.toFixed(1)} s${retries > 0 ? ` (${retries} requests were put off and sent again)` : ''}`,
    ...(skips.length > 0 ? ['Skipped because', ...skips] : []),
    ...left.map((sentence) => `Left behind: ${sentence}`),
    '',
  ].join('\n')
}

/** Says before the run what would otherwise come out after it. */
async function refuseUnwritable(file: string): Promise<void> {
  const path = resolve(file)
  const existing = await stat(path).catch(() => null)
  if (existing?.isDirectory()) throw new Refusal(`${file} is a folder, not a file`)
  await access(existing ? path : dirname(path), constants.W_OK).catch(() => {
    throw new Refusal(`${file} cannot be written`)
  })
}
