import { useEffect, useRef } from 'react'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/states.tsx'
import { ago, count } from '../../ui/values.tsx'
import { type Judged, type Platform, type TrapRunShown, useDone } from './api.ts'
import { Client } from './client.tsx'
import { Scenes } from './scenes.tsx'

interface Props {
  slug: string
  run: TrapRunShown
  platform: Platform
  onAgain(): void
}

const STEPS = [
  { step: 'full', name: 'Full sync' },
  { step: 'incremental', name: 'Next sync' },
  { step: 'finished', name: 'Verdicts' },
] as const

/** A client under test: what to do now, what it reads, what comes of it. */
export function Run({ slug, run, platform, onAgain }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { step } = run
  // The step's button goes with the step: whoever pressed it is taken to what comes next.
  const before = useRef(step)
  useEffect(() => {
    if (before.current !== step) heading.current?.focus()
    before.current = step
  }, [step])
  return (
    <div className="stack">
      <ol className="run-steps" aria-label="Steps">
        {STEPS.map(({ step: one, name }, index) => (
          <li key={one} aria-current={one === step ? 'step' : undefined}>
            <span aria-hidden="true">{index + 1}</span>
            {name}
          </li>
        ))}
      </ol>
      {step === 'finished' ? (
        <Ended run={run} platform={platform} heading={heading} onAgain={onAgain} />
      ) : (
        <Now slug={slug} run={run} platform={platform} heading={heading} />
      )}
      <section className="stack" aria-labelledby="traps-of-run">
        <h2 id="traps-of-run">{step === 'finished' ? 'What came of each trap' : 'The traps'}</h2>
        <ul className="judged-list">
          {ordered(run).map((trap) => (
            <Judgement key={trap.name} trap={trap} />
          ))}
        </ul>
      </section>
    </div>
  )
}

type Heading = { heading: React.RefObject<HTMLHeadingElement | null> }

/** Within so long of the last request it still works. */
const QUIET_MS = 3000

function Now({ slug, run, platform, heading }: Omit<Props, 'onAgain'> & Heading) {
  const done = useDone(slug)
  const isFull = run.step === 'full'
  const step = isFull ? 'full' : 'incremental'
  const requests = run.requests[step]
  const seen = run.customers_seen[step]
  const isQuiet = run.last_request_at === null || Date.now() - Date.parse(run.last_request_at) > QUIET_MS
  return (
    <section className="card now" aria-labelledby="now">
      <h2 id="now" ref={heading} tabIndex={-1}>
        {isFull ? 'Start a full sync now' : 'Now start the sync that follows'}
      </h2>
      <p>
        {isFull
          ? `Let your ${platform.title} client read all customers of this organization, as on its first day.`
          : 'Start your client again, as it would run an hour later: with what it remembers of its first run, asking only for what is new or changed, if that is how it works.'}
      </p>
      {isFull && <Client slug={slug} platform={platform} />}
      <div className="reading" role="status">
        <Progress
          label={
            requests === 0
              ? 'Waiting for the first request'
              : `${count(seen)} ${isFull ? `of ${count(run.customers)} ` : ''}customers shown in ${count(requests)} ${requests === 1 ? 'request' : 'requests'}`
          }
          {...(isFull || requests === 0 ? { share: Math.min(1, seen / run.customers) } : {})}
        />
        {run.last_request_at && requests > 0 && (
          <span className="soft">
            {isQuiet ? `Last request ${ago(run.last_request_at)}` : 'Your client is reading'}
          </span>
        )}
      </div>
      <div className="row">
        <Button
          kind="primary"
          isDisabled={requests === 0 || done.isPending}
          onPress={() => done.mutate(step)}
        >
          {isFull ? 'My client has ended its full sync' : 'My client is done: show the verdicts'}
        </Button>
        {requests === 0 && <span className="soft">It has not asked for anything yet.</span>}
      </div>
    </section>
  )
}

function Ended({ run, platform, heading, onAgain }: Pick<Props, 'run' | 'platform' | 'onAgain'> & Heading) {
  const tried = run.traps.filter(({ status }) => status === 'passed' || status === 'caught').length
  const untried = run.traps.length - tried
  const isGood = run.caught === 0 && tried > 0
  return (
    <section
      className={`card outcome ${run.caught > 0 ? 'bad' : isGood ? 'good' : ''}`}
      aria-labelledby="outcome"
    >
      <h2 id="outcome" ref={heading} tabIndex={-1}>
        {run.caught > 0
          ? `Your client fell into ${run.caught} of ${tried} traps`
          : isGood
            ? `Your client walked past ${tried === 1 ? 'the trap' : `all ${tried} traps`}`
            : 'Your client met no trap'}
      </h2>
      <p>
        {run.caught > 0
          ? losesSomebody(run)
            ? `In real life, customers of your ${platform.title} shop would now be missing or out of date, without an error in any log.`
            : `Nobody was lost, but in real life ${platform.title} would slow your client down more and more, or lock it out.`
          : isGood
            ? `Nobody was lost, nothing was missed: this is how a ${platform.title} sync should be.`
            : 'It asked for too little for any trap to be set.'}
        {untried > 0 &&
          ` ${untried === 1 ? 'One trap was' : `${untried} traps were`} not tried; below it says what that takes.`}
      </p>
      <dl className="facts">
        <dt>Full sync</dt>
        <dd>
          {count(run.customers_seen.full)} of {count(run.customers)} customers, {count(run.pages)} pages,{' '}
          {count(run.requests.full)} requests
        </dd>
        <dt>Next sync</dt>
        <dd>
          {count(run.customers_seen.incremental)} customers, {count(run.requests.incremental)} requests
        </dd>
      </dl>
      <div className="row">
        <Button kind="primary" onPress={onAgain}>
          Test again
        </Button>
      </div>
    </section>
  )
}

const losesSomebody = ({ traps }: TrapRunShown): boolean =>
  traps.some(({ name, status }) => status === 'caught' && name !== 'rate-limit')

const STATUSES: Readonly<Record<Judged['status'], { name: string; tone: Tone; rank: number }>> = {
  caught: { name: 'Fell in', tone: 'bad', rank: 0 },
  walking: { name: 'Set', tone: 'info', rank: 1 },
  waiting: { name: 'Not set yet', tone: 'plain', rank: 2 },
  passed: { name: 'Passed', tone: 'good', rank: 3 },
  untried: { name: 'Not tried', tone: 'warn', rank: 4 },
}

/** As they are while the client walks, so that nothing jumps; at the end the worst first. */
const ordered = ({ step, traps }: TrapRunShown): readonly Judged[] =>
  step === 'finished'
    ? [...traps].sort((one, other) => STATUSES[one.status].rank - STATUSES[other.status].rank)
    : traps

function Judgement({ trap }: { trap: Judged }) {
  const { name, tone } = STATUSES[trap.status]
  const isCaught = trap.status === 'caught'
  return (
    <li className={`card judged ${trap.status}`}>
      <div className="judged-head">
        <h3>{trap.title}</h3>
        <Badge tone={tone}>{name}</Badge>
      </div>
      <p className={isCaught ? '' : 'soft'}>{trap.evidence ?? trap.about}</p>
      {isCaught && (
        <div className="mend">
          <strong>How to mend it</strong>
          <p>{trap.advice}</p>
        </div>
      )}
      {trap.did && (
        <details>
          <summary>What was done</summary>
          <p>{trap.did}</p>
          <Scenes scenes={trap.scenes} />
          {!isCaught && <p>{trap.advice}</p>}
        </details>
      )}
    </li>
  )
}
