import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import type { ClockMoved, ClockShown } from '../../../server/admin/sandbox/clock.ts'
import { type Asked, api } from '../../api/client.ts'
import { CLOCK, useClock } from '../../api/clock.ts'
import { useChange } from '../../api/use-change.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { inUtc, span } from '../../ui/span.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { passed } from './passed.ts'

const EVERY_MS = 2000
const UNITS: Readonly<Record<string, { name: string; seconds: number }>> = {
  minutes: { name: 'minutes', seconds: 60 },
  hours: { name: 'hours', seconds: 3600 },
  days: { name: 'days', seconds: 86_400 },
}
const QUICK: readonly (readonly [seconds: number, label: string])[] = [
  [60, '1 min'],
  [3600, '1 h'],
  [86_400, '1 day'],
  [30 * 86_400, '30 days'],
]

interface Move extends Pick<Asked, 'method' | 'body'> {
  path: string
  /** `1 hour passed`. */
  told: string
}

/** Moves the clock, and says what came of it. */
function useMove() {
  const queries = useQueryClient()
  const [told, setTold] = useState('')
  const move = useChange(
    ['sandbox'],
    ({ path, method, body }: Move) => api<ClockMoved>(path, { ...(method ? { method } : {}), body }),
    {
      onSuccess(answer, { told }) {
        queries.setQueryData(CLOCK, answer.clock)
        setTold(`${told}. ${passed(answer)}`)
      },
    },
  )
  return { move: move.mutate, isPending: move.isPending, told }
}

export function Clock() {
  const { data: clock, error, refetch, dataUpdatedAt } = useClock(EVERY_MS)
  const { move, isPending, told } = useMove()
  const advance = (seconds: number) =>
    move({
      method: 'POST',
      path: '/sandbox/clock/advance',
      body: { seconds },
      told: `${span(seconds)} passed`,
    })
  return (
    <section className="card" aria-labelledby="clock">
      <h2 id="clock">Clock</h2>
      {error && !clock ? (
        <Failure error={error} retry={refetch} />
      ) : clock ? (
        <>
          <Face clock={clock} readAt={dataUpdatedAt} />
          <div className="row">
            <Button
              isPending={isPending}
              onPress={() =>
                move({
                  method: 'PATCH',
                  path: '/sandbox/clock',
                  body: { running: !clock.running },
                  told: clock.running ? 'The clock stands still' : 'The clock runs',
                })
              }
            >
              {clock.running ? 'Stop' : 'Let it run'}
            </Button>
            <Button
              kind="quiet"
              isPending={isPending}
              onPress={() =>
                move({ method: 'DELETE', path: '/sandbox/clock', told: 'It shows the real time' })
              }
            >
              Back to the real time
            </Button>
          </div>
          <fieldset className="row quick">
            <legend className="hidden">Advance by</legend>
            {QUICK.map(([seconds, label]) => (
              <Button key={seconds} isPending={isPending} onPress={() => advance(seconds)}>
                + {label}
              </Button>
            ))}
          </fieldset>
          <AdvanceBy isPending={isPending} advance={advance} />
          <SetTo
            clock={clock}
            isPending={isPending}
            set={(now) =>
              move({ method: 'PATCH', path: '/sandbox/clock', body: { now }, told: 'The clock is set' })
            }
          />
          <p className="told" role="status">
            {isPending ? 'Time passes…' : told}
          </p>
          <p className="soft">
            Expiry of tokens, rate limits, created_at and updated_at, webhooks and whatever becomes due go by
            this clock. It is that of all organizations of this server. You stay signed in.
          </p>
        </>
      ) : (
        <Loading />
      )}
    </section>
  )
}

/** What the clock shows, second by second. */
function Face({ clock, readAt }: { clock: ClockShown; readAt: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const shown = Date.parse(clock.now) + (clock.running ? Math.max(0, now - readAt) : 0)
  return (
    <div className="clock-face">
      <time dateTime={new Date(shown).toISOString()}>{inUtc(shown)}</time>
      <span className="row">
        {clock.real && <Badge tone="good">real time</Badge>}
        {!clock.running && <Badge tone="warn">stands still</Badge>}
        {Math.abs(clock.ahead_seconds) >= 1 && (
          <Badge tone="warn">
            {span(clock.ahead_seconds)} {clock.ahead_seconds < 0 ? 'behind' : 'ahead'}
          </Badge>
        )}
      </span>
    </div>
  )
}

const TEN_YEARS = 3660 * 86_400

function AdvanceBy({ isPending, advance }: { isPending: boolean; advance(seconds: number): void }) {
  const [many, setMany] = useState('')
  const [unit, setUnit] = useState('hours')
  const seconds = /^\d{1,7}$/.test(many.trim()) ? Number(many) * (UNITS[unit]?.seconds ?? 1) : 0
  const isPossible = seconds > 0 && seconds <= TEN_YEARS
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPossible && !isPending) advance(seconds)
  }
  return (
    <form className="clock-form" onSubmit={submit}>
      <TextField
        label="Advance by"
        inputMode="numeric"
        value={many}
        onChange={setMany}
        errorMessage={many === '' || isPossible ? undefined : 'Up to ten years'}
      />
      <Select label="Unit" value={unit} onChange={setUnit}>
        {Object.entries(UNITS).map(([id, { name }]) => (
          <Option key={id} id={id}>
            {name}
          </Option>
        ))}
      </Select>
      <Button type="submit" isDisabled={!isPossible} isPending={isPending}>
        Advance
      </Button>
    </form>
  )
}

function SetTo({ clock, isPending, set }: { clock: ClockShown; isPending: boolean; set(now: string): void }) {
  const [text, setText] = useState('')
  const at = text === '' ? Number.NaN : Date.parse(`${text}Z`)
  const isBack = at < Date.parse(clock.now)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!Number.isNaN(at) && !isPending) set(new Date(at).toISOString())
  }
  return (
    <>
      <form className="clock-form wide" onSubmit={submit}>
        <TextField label="Set it to (UTC)" type="datetime-local" value={text} onChange={setText} />
        <Button type="submit" isDisabled={Number.isNaN(at)} isPending={isPending}>
          Set
        </Button>
      </form>
      {isBack && (
        <p className="warning">
          That is earlier than now. What is changed then seems older than what was changed before: clients
          that ask for what changed since their last visit miss it. Restore a snapshot as well.
        </p>
      )}
    </>
  )
}
