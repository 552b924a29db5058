import type { SourceShown } from '../../../server/admin/syncs/present.ts'
import { Badge, Dialect, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/states.tsx'
import { count, Time } from '../../ui/values.tsx'
import { isRunning } from './api.ts'
import { lineOf, Reasons, Streams } from './outcome.tsx'

interface Props {
  source: SourceShown
  onSync(): void
  onSchedule(): void
  onStop(): void
  onRejects(): void
}

const STATES: Readonly<Record<SourceShown['state'], readonly [Tone, string]>> = {
  running: ['info', 'running'],
  interrupted: ['warn', 'interrupted'],
  'up-to-date': ['good', 'up to date'],
  'next-reads-all': ['plain', 'the next run reads all'],
  'never-finished': ['warn', 'never finished'],
  tried: ['plain', 'only tried'],
}

export function SourceCard({ source, onSync, onSchedule, onStop, onRejects }: Props) {
  const { name, run, last_run: last } = source
  const runs = isRunning(source)
  const isOurs = run?.state === 'running'
  const [tone, state] = STATES[runs ? 'running' : source.state]
  const rejected = last?.reconciliation.rejected ?? 0
  return (
    <section className="card source" aria-label={name}>
      <div className="row spread">
        <div className="row">
          <h2>{name}</h2>
          <Dialect name={source.dialect} />
          <Badge tone={tone}>{state}</Badge>
        </div>
        <div className="row">
          {isOurs && <Button onPress={onStop}>Stop</Button>}
          {!runs && rejected > 0 && <Button onPress={onRejects}>{`Rejected (${count(rejected)})`}</Button>}
          {source.state !== 'tried' && <Button onPress={onSchedule}>Schedule…</Button>}
          {!runs && (
            <Button kind="primary" onPress={onSync}>
              Sync now…
            </Button>
          )}
        </div>
      </div>
      <dl className="facts">
        <dt>Address</dt>
        <dd>{source.from}</dd>
        <dt>By itself</dt>
        <dd>
          {source.every_seconds === null ? (
            'no'
          ) : (
            <>
              every {count(Math.round(source.every_seconds / 60))} minutes, next{' '}
              <Time at={source.next_run_at} />
            </>
          )}
        </dd>
        <dt>Last finished</dt>
        <dd>{last ? <Time at={last.finished_at} /> : 'never'}</dd>
      </dl>
      {runs && <UnderWay source={source} />}
      {!runs && run && <Told run={run} />}
      {!runs && source.error && !(run?.state === 'failed' && run.error) && (
        <p className="refused">The last run did not come to its end: {source.error}</p>
      )}
      {!runs && last && (
        <>
          <p>{lineOf(last.reconciliation)}</p>
          <Reasons reasons={last.reconciliation.reasons} />
          <Streams whole={last.reconciliation} name={name} />
        </>
      )}
    </section>
  )
}

/** Live: ours by what this server knows, another's by what the store keeps. */
function UnderWay({ source: { run, under_way } }: { source: SourceShown }) {
  const own = run?.state === 'running' ? run : null
  const whole = own?.reconciliation ?? under_way
  const stream = whole?.streams.find(({ name }) => name === own?.stream) ?? whole?.streams.at(-1)
  const of = stream?.total ? ` of ${count(stream.total)}` : ''
  const label = stream
    ? `${stream.name.replaceAll('_', ' ')}: ${count(stream.read)}${of} read`
    : 'Asking the server'
  return (
    <>
      <Progress
        label={own?.dry_run ? `Dry run, ${label}` : label}
        share={stream?.total ? Math.min(1, stream.read / stream.total) : undefined}
      />
      {whole && <p className="soft">{lineOf(whole)}</p>}
    </>
  )
}

/** What came of what was started here last, where the source itself does not say. */
function Told({ run }: { run: NonNullable<SourceShown['run']> }) {
  if (run.state === 'failed') return <p className="refused">{run.error}</p>
  if (run.state === 'stopped') return <p className="soft">Stopped. The next run goes on where it was.</p>
  if (!run.dry_run) return null
  return (
    <>
      <p>
        <strong>A dry run would do this:</strong> {lineOf(run.reconciliation)}
      </p>
      <Reasons reasons={run.reconciliation.reasons} />
      <Streams whole={run.reconciliation} name="the dry run" />
    </>
  )
}
