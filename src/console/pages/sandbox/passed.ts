/** What the server did while its clock was moved, in words. */
import type { ClockMoved } from '../../../server/admin/sandbox/clock.ts'
import { count } from '../../ui/values.tsx'

/** What one run of each job is about: `1 refund confirmed`, `3 refunds confirmed`. */
const DONE: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'confirm-refunds': ['refund confirmed', 'refunds confirmed'],
  'subscription-ends': ['subscription ended', 'subscriptions ended'],
  'access-ends': ['access ended or soon to end', 'accesses ended or soon to end'],
  renewals: ['renewal told of', 'renewals told of'],
  anonymization: ['customer anonymized', 'customers anonymized'],
  webhooks: ['webhook sent', 'webhooks sent'],
}

/** `3 refunds confirmed, 1 webhook sent.` */
export function passed({ ran }: ClockMoved): string {
  const done = ran.flatMap(({ job, done }) => (done ? [`${count(done)} ${wordFor(job, done)}`] : []))
  const busy = ran.some((one) => one.done === null) ? ' Some of it is still being done.' : ''
  return done.length > 0 ? `${done.join(', ')}.${busy}` : `Nothing became due.${busy}`
}

const wordFor = (job: string, many: number): string => DONE[job]?.[many === 1 ? 0 : 1] ?? job
