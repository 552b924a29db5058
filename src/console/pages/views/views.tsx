/** One customer as the clients of each platform see it, side by side. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { CustomerViewsShown } from '../../../server/admin/views/customer-views.ts'
import { api, path } from '../../api/client.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Button } from '../../ui/button.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AnswerColumn } from './answer-column.tsx'
import { lasting } from './changes.ts'
import { FieldList } from './field-list.tsx'
import { highlight, type Pointed, readAnswer } from './read-answers.ts'
import { RequestColumn } from './request-column.tsx'
import './views.css'

const VIEWS: Readonly<Record<string, string>> = {
  customer: 'The customer alone',
  details: 'With all its details',
  orders: 'The latest orders',
}
/** An edit made elsewhere is seen soon. */
const EVERY_MS = 3000

export function Page() {
  const { slug, id } = useParams({ from: '/o/$slug/customers/$id/views' })
  const { view, currency, field, show, change } = useShown()
  const query = useQuery({
    queryKey: ['organizations', slug, 'views', id, view, currency],
    queryFn: ({ signal }) =>
      api<CustomerViewsShown>(path`/organizations/${slug}/customers/${id}/views`, {
        query: { view, currency },
        signal,
      }),
    refetchInterval: EVERY_MS,
    staleTime: 0,
    placeholderData: keepPreviousData,
    // What says nothing new of the customer is the same answer.
    structuralSharing: (old, next) => keepWhatLasts(old as CustomerViewsShown, next as CustomerViewsShown),
  })
  const { data, error } = query
  const title = data ? (data.name ?? data.email ?? 'a customer') : null
  return (
    <div className="views" data-show={show}>
      <PageHead title={title === null ? 'Three views' : `Three views of ${title}`}>
        <div className="views-asked">
          <Select label="What is asked" value={view} onChange={(next) => change({ view: next })}>
            {Object.entries(VIEWS).map(([name, text]) => (
              <Option key={name} id={name}>
                {text}
              </Option>
            ))}
          </Select>
        </div>
        {data && data.currencies.length > 1 && (
          <div className="views-currency">
            <Select label="Currency" value={data.currency} onChange={(next) => change({ currency: next })}>
              {data.currencies.map((code) => (
                <Option key={code} id={code}>
                  {code}
                </Option>
              ))}
            </Select>
          </div>
        )}
        <Link className="button" to="/o/$slug/customers/$id" params={{ slug, id }}>
          Profile
        </Link>
        <Button onPress={() => query.refetch()}>Refresh</Button>
      </PageHead>
      {data ? (
        <Tabs
          label="What is shown"
          selected={show}
          onSelect={(next) => change({ show: next })}
          tabs={{
            answers: {
              name: 'Answers',
              content: <Answers data={data} field={field} onPick={(next) => change({ field: next })} />,
            },
            requests: {
              name: 'Requests and code',
              content: (
                <div className="requests">
                  {data.answers.map((shown) => (
                    <RequestColumn key={shown.dialect} shown={shown} slug={slug} />
                  ))}
                </div>
              ),
            },
          }}
        />
      ) : error ? (
        <Failure error={error} retry={() => query.refetch()} />
      ) : (
        <Loading what="Asking all three" />
      )}
    </div>
  )
}

interface AnswersProps {
  data: CustomerViewsShown
  field: string | null
  onPick(field: string | null): void
}

function Answers({ data, field, onPick }: AnswersProps) {
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const before = useBefore(data)
  const answers = useMemo(() => data.answers.map(readAnswer), [data])
  const lit = useMemo(
    () => highlight(answers, data.records, pointed, field),
    [answers, data.records, pointed, field],
  )
  return (
    <div className="compare">
      <FieldList
        answers={answers}
        active={lit.fields}
        picked={field}
        onPick={(next) => {
          // Where the pointer happens to rest counts no more.
          setPointed(null)
          onPick(next)
        }}
      />
      <div className="answers">
        {answers.map((answer) => (
          <AnswerColumn
            key={answer.shown.dialect}
            answer={answer}
            before={before.get(answer.shown.dialect) ?? null}
            highlight={lit}
            pointed={pointed}
            onPoint={setPointed}
            onPick={(next) => onPick(next === field ? null : next)}
          />
        ))}
      </div>
    </div>
  )
}

/** What the URL says; what it does not say is as usual. */
function useShown() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const text = (name: string) => (typeof search[name] === 'string' ? (search[name] as string) : null)
  const asked = text('view') ?? ''
  return {
    view: Object.hasOwn(VIEWS, asked) ? asked : 'details',
    currency: text('currency'),
    field: text('field'),
    show: text('show') === 'requests' ? 'requests' : 'answers',
    change: (changes: Record<string, string | null>) =>
      navigate({
        to: '.',
        replace: true,
        resetScroll: false,
        search: (now: Record<string, unknown>) =>
          Object.fromEntries(Object.entries({ ...now, ...changes }).filter(([, value]) => value !== null)),
      } as never),
  }
}

const sameQuestion = (one: CustomerViewsShown, other: CustomerViewsShown): boolean =>
  one.id === other.id && one.view === other.view && one.currency === other.currency

function keepWhatLasts(old: CustomerViewsShown | undefined, next: CustomerViewsShown): CustomerViewsShown {
  const isSame =
    old &&
    sameQuestion(old, next) &&
    next.answers.every(({ body, passing, status }, place) => {
      const earlier = old.answers[place]
      return earlier?.status === status && lasting(earlier.body, passing) === lasting(body, passing)
    })
  return isSame ? old : next
}

/** The bodies before the last change, by platform; none where something else was asked. */
function useBefore(data: CustomerViewsShown): ReadonlyMap<string, string> {
  const [look, setLook] = useState<{ data: CustomerViewsShown; before: CustomerViewsShown | null }>({
    data,
    before: null,
  })
  if (look.data !== data) setLook({ data, before: sameQuestion(look.data, data) ? look.data : null })
  const { before } = look
  return useMemo(() => new Map((before?.answers ?? []).map(({ dialect, body }) => [dialect, body])), [before])
}
