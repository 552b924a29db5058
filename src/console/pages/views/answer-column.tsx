/** What one platform answers: its status, where it shows the field in question, and the JSON. */
import { useMemo } from 'react'
import { Badge, Dialect } from '../../ui/badge.tsx'
import { AnswerJson } from './answer-json.tsx'
import { changesOf } from './changes.ts'
import { CopyMenu } from './copy-menu.tsx'
import { fieldTitle } from './field-titles.ts'
import type { Highlight, Pointed, ReadAnswer } from './read-answers.ts'
import { shownAt } from './read-answers.ts'

interface Props {
  answer: ReadAnswer
  /** The body that was looked at before; null: none. */
  before: string | null
  highlight: Highlight
  pointed: Pointed | null
  onPoint(pointed: Pointed | null): void
  onPick(field: string): void
}

export function AnswerColumn({ answer, before, highlight, pointed, onPoint, onPick }: Props) {
  const { shown, root, matches } = answer
  const { dialect, title, passing } = shown
  const changes = useMemo(() => changesOf(before, root, passing), [before, root, passing])
  const fieldsAt = useMemo(
    () => new Set([...matches.values()].flatMap((found) => found.map(({ node }) => node.pointer))),
    [matches],
  )
  return (
    <section className="answer" aria-label={title}>
      <header>
        <div className="answer-title">
          <Dialect name={dialect} />
          <Badge tone={shown.status < 300 ? 'good' : 'bad'}>{shown.status}</Badge>
          <span className="soft number">{shown.milliseconds} ms</span>
          <CopyMenu shown={shown} />
        </div>
        <code className="answer-request">
          {shown.request.method} {shown.request.url.replace(/^\w+:\/\/[^/]+/, '')}
        </code>
      </header>
      <Where answer={answer} fields={highlight.fields} />
      {root ? (
        <AnswerJson
          label={`${title}: answer`}
          root={root}
          fieldsAt={fieldsAt}
          lit={highlight.lit.get(dialect) ?? new Map()}
          changes={changes}
          follows={pointed === null || pointed.dialect !== dialect}
          onPoint={(pointer) => onPoint(pointer === null ? null : { dialect, pointer })}
          onPick={(pointer) => {
            const [field] = shownAt(answer, pointer)?.fields ?? []
            if (field !== undefined) onPick(field)
          }}
        />
      ) : (
        <pre className="answer-text">{shown.body}</pre>
      )}
    </section>
  )
}

/** Where the field is in this answer, or why it is not; always two lines, so that nothing moves under the pointer. */
function Where({ answer: { shown, matches }, fields }: { answer: ReadAnswer; fields: readonly string[] }) {
  const titles = fields.map(fieldTitle).join(', ')
  if (fields.length === 0) return <p className="where soft">Point at a member, or pick a field.</p>
  const carried = fields.filter((one) => shown.places[one])
  const here = carried.filter((one) => matches.has(one))
  const paths = [...new Set(here.flatMap((one) => shown.places[one]?.paths[0] ?? []))].join(', ')
  const note = here.flatMap((one) => shown.places[one]?.note ?? []).join('; ')
  return (
    <p className="where">
      <span title={`${titles} ${note}`.trim()}>
        <strong>{titles}</strong> <span className="soft">{note}</span>
      </span>
      {here.length > 0 ? (
        <code title={paths}>{paths}</code>
      ) : (
        <span className="soft">
          {carried.length > 0 ? 'Not in this answer.' : `${shown.title} does not show it.`}
        </span>
      )}
    </p>
  )
}
