import { Link } from '@tanstack/react-router'
import { useClock } from '../api/clock.ts'
import { inUtc, span } from '../ui/span.ts'

const EVERY_MS = 10_000

/** Says that the clock is not the real one; nothing while it is. */
export function ClockBadge({ slug }: { slug: string }) {
  const { data: clock } = useClock(EVERY_MS)
  if (!clock || clock.real) return null
  return (
    <Link className="clock-badge" to="/o/$slug/sandbox" params={{ slug }}>
      <strong>{clock.running ? 'The clock was set' : 'The clock stands still'}</strong>
      {clock.running
        ? `${span(clock.ahead_seconds)} ${clock.ahead_seconds < 0 ? 'behind' : 'ahead'}`
        : inUtc(Date.parse(clock.now))}
    </Link>
  )
}
