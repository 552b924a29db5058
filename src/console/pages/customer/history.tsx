import type { HistoryEvent } from '../../../server/admin/customer/history.ts'
import { Empty } from '../../ui/states.tsx'
import { money, Time } from '../../ui/values.tsx'
import { useHistory, useWhich } from './api.ts'
import { Paged } from './paged.tsx'
import { fieldName, recordName, valueText, whoName } from './words.ts'
import './timeline.css'

/** What one caller did at one moment: one change for people, however many records it touched. */
interface Deed {
  id: string
  at: string
  by: string
  events: HistoryEvent[]
}

export function HistoryList() {
  const history = useHistory(useWhich())
  const deeds = deedsOf(history.data?.pages.flatMap((page) => page.events) ?? [])
  return (
    <Paged label="History" query={history}>
      {deeds.length === 0 ? (
        <Empty>
          <p>Nothing was noted yet. Every change from now on appears here, with who made it.</p>
        </Empty>
      ) : (
        <ol className="history">
          {deeds.map((deed) => (
            <li key={deed.id} className="deed">
              <p className="timeline-line">
                <strong>{deed.by}</strong>
                <span className="timeline-amount soft small">
                  <Time at={deed.at} />
                </span>
              </p>
              <ul className="deeds">
                {deed.events.map((event) => (
                  <li key={event.id}>
                    <Happened event={event} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </Paged>
  )
}

function deedsOf(events: readonly HistoryEvent[]): Deed[] {
  const deeds: Deed[] = []
  for (const event of events) {
    const by = whoName(event.by)
    const last = deeds.at(-1)
    if (last && last.at === event.at && last.by === by) last.events.push(event)
    else deeds.push({ id: event.id, at: event.at, by, events: [event] })
  }
  return deeds
}

const DONE = { create: 'added', update: 'changed', destroy: 'removed' } as const

function Happened({ event: { action, record, changes } }: { event: HistoryEvent }) {
  const what = `${recordName(record.type)}${record.name ? ` ${record.name}` : amountOf(changes)} ${DONE[action]}`
  // A tag's name says all there is to say of it.
  const told = record.type === 'customer_tag' ? [] : changes
  if (action === 'update' && told.length === 0)
    return (
      <>
        {what}: <span className="soft">something that is never shown, such as a password</span>
      </>
    )
  if (told.length === 0) return what
  const currency = told.find(({ field }) => field === 'currency')
  const list = (
    <Differences changes={told} isNew={action === 'create'} currency={String(currency?.to ?? '') || null} />
  )
  return action === 'create' ? (
    <details>
      <summary>{what}</summary>
      {list}
    </details>
  ) : (
    <>
      {what}
      {list}
    </>
  )
}

/** ` of $29.00`, where nothing else tells one payment from another. */
function amountOf(changes: HistoryEvent['changes']): string {
  const { amount, currency } = Object.fromEntries(changes.map(({ field, to }) => [field, to]))
  return typeof amount === 'number' && typeof currency === 'string' ? ` of ${money(amount, currency)}` : ''
}

interface Props {
  changes: HistoryEvent['changes']
  isNew: boolean
  currency: string | null
}

const Differences = ({ changes, isNew, currency }: Props) => (
  <dl className="facts differences">
    {changes.map(({ field, from, to }) => {
      const [before, after] = [valueText(field, from, currency), valueText(field, to, currency)]
      return (
        <div key={field}>
          <dt>{fieldName(field)}</dt>
          <dd>
            {before === null && after === null ? (
              <span className="soft">erased</span>
            ) : (
              <>
                {!isNew && (
                  <>
                    <Value text={before} /> <span aria-hidden="true">→</span>
                    <span className="hidden">became</span>{' '}
                  </>
                )}
                <Value text={after} />
              </>
            )}
          </dd>
        </div>
      )
    })}
  </dl>
)

const Value = ({ text }: { text: string | null }) =>
  text === null ? <span className="soft">empty</span> : <span>{text}</span>
