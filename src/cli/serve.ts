/** `clientele serve`: the server on a lasting store, in one process or in several. */
import { type Command, Option } from 'commander'
import { growSlowly } from '../lib/keep-small.ts'
import { LOG_LEVELS } from '../server/log.ts'
import { createSandbox } from '../server/sandbox/sandbox.ts'
import { refuseOnEmbedded, withCapacity } from './capacity.ts'
import { freePort } from './free-port.ts'
import { startJobs } from './jobs.ts'
import { listen } from './listen.ts'
import {
  anonymizeAfterOption,
  assumeOption,
  auditDaysOption,
  domainOption,
  hotBytesOption,
  portOption,
  privateAddressesOption,
  rateLimitsOption,
  refundDelayOption,
  replicasOption,
  sandboxOption,
  strictFiltersOption,
  withStore,
} from './options.ts'
import { givenCertificate, logOf, openServer, type ServeFlags } from './server-parts.ts'
import { withStopping } from './stopping.ts'
import { answerRequests } from './workers/answer-requests.ts'
import { supervise } from './workers/supervisor.ts'
import { workBeside } from './workers/work-beside.ts'
import { asWorker, portOfWorker, roleOfWorker } from './workers/worker.ts'

export function registerServe(program: Command): void {
  withStopping(
    withCapacity(withStore(program.command('serve').description('start the server on a lasting store'))),
  )
    .addOption(
      new Option('--host <address>', 'address to listen on').env('CLIENTELE_HOST').default('127.0.0.1'),
    )
    .addOption(portOption('port to listen on'))
    .addOption(replicasOption())
    .addOption(domainOption('hosts below it name organizations'))
    .addOption(
      new Option('--tls', 'HTTPS with an authority of its own, kept in <data>/tls').env('CLIENTELE_TLS'),
    )
    .addOption(new Option('--tls-cert <file>', 'HTTPS with this certificate (PEM)').env('CLIENTELE_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', 'and its private key (PEM)').env('CLIENTELE_TLS_KEY'))
    .addOption(rateLimitsOption())
    .addOption(hotBytesOption())
    .addOption(sandboxOption())
    .addOption(strictFiltersOption())
    .addOption(assumeOption())
    .addOption(anonymizeAfterOption())
    .addOption(auditDaysOption())
    .addOption(refundDelayOption())
    .addOption(privateAddressesOption('none; with --sandbox all'))
    .addOption(new Option('--trust-proxy', 'believe X-Forwarded-* headers').env('CLIENTELE_TRUST_PROXY'))
    .addOption(
      new Option('--log-level <level>', 'least level of what is logged to stderr')
        .env('CLIENTELE_LOG_LEVEL')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .action(serve)
}

const print = (line: string) => void process.stdout.write(`${line}\n`)

const WORK = { answers: answerRequests, beside: workBeside } as const

async function serve(flags: ServeFlags): Promise<void> {
  refuseOnEmbedded(flags)
  growSlowly()
  const role = roleOfWorker()
  if (role) return asWorker(() => WORK[role]({ ...flags, port: portOfWorker() }))
  if (flags.workers === 1) return serveAlone(flags)
  // What is wrong with them is said here, once.
  await givenCertificate(flags)
  const port = await freePort(flags.port, flags.host)
  return supervise({ ...flags, port, log: logOf(flags), print })
}

async function serveAlone(flags: ServeFlags): Promise<void> {
  const sandbox = flags.sandbox ? createSandbox() : undefined
  const parts = await openServer(flags, sandbox)
  try {
    const stopping = new AbortController()
    const { app, services } = await parts.create({
      sandbox,
      admin: parts.admin(sandbox),
      stopping: stopping.signal,
    })
    const { origin, closed } = await listen(app, { ...flags, secure: parts.secure, stopping })
    const jobs = startJobs(parts.beside.store, parts.dialects, services, {
      ...flags,
      imports: parts.work.imports,
      reach: parts.reach,
    })
    sandbox?.time.wakes(jobs.wake)
    for (const line of await parts.announcement(origin, services)) print(line)
    await closed.finally(() => Promise.all([jobs.stop(), parts.work.close()]))
  } finally {
    await parts.close()
  }
}
