/** The fields that platforms show, with a dot for each platform that does; one of them can be picked. */
import { useMemo } from 'react'
import { Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components'
import { GROUPS } from './field-titles.ts'
import type { ReadAnswer } from './read-answers.ts'
import './field-list.css'

interface Props {
  answers: readonly ReadAnswer[]
  /** Those that are pointed at or picked. */
  active: readonly string[]
  picked: string | null
  onPick(field: string | null): void
}

export function FieldList({ answers, active, picked, onPick }: Props) {
  // A group is listed where an answer shows anything of it; what is shown most comes first.
  const groups = useMemo(() => {
    const share = (fields: object) => {
      const all = Object.keys(fields)
      return all.filter((field) => answers.some(({ matches }) => matches.has(field))).length / all.length
    }
    const listed = Object.entries(GROUPS).filter(([, fields]) => share(fields) > 0)
    return listed.sort(([, one], [, other]) => Math.round(share(other)) - Math.round(share(one)))
  }, [answers])
  return (
    <ListBox
      className="field-list"
      aria-label="Fields"
      selectionMode="single"
      selectedKeys={picked === null ? [] : [picked]}
      onSelectionChange={(keys) => onPick(keys === 'all' ? null : (([...keys][0] as string) ?? null))}
    >
      {groups.map(([group, fields]) => (
        <ListBoxSection key={group} id={group} className="field-group">
          <Header>{group}</Header>
          {Object.entries(fields).map(([field, title]) => (
            <ListBoxItem
              key={field}
              id={field}
              textValue={title}
              className="field-item"
              data-active={active.includes(field) || undefined}
            >
              <span>{title}</span>
              <Dots answers={answers} field={field} />
            </ListBoxItem>
          ))}
        </ListBoxSection>
      ))}
    </ListBox>
  )
}

/** Full: in this answer; hollow: shown elsewhere by that platform; none: never. */
function Dots({ answers, field }: { answers: readonly ReadAnswer[]; field: string }) {
  const carried = answers.filter(({ shown }) => shown.places[field] !== undefined)
  return (
    <span className="dots">
      {answers.map(({ shown: { dialect }, matches }) => {
        const how = matches.has(field)
          ? 'full'
          : carried.some((one) => one.shown.dialect === dialect)
            ? 'hollow'
            : 'none'
        return <span key={dialect} className={`dot ${dialect} ${how}`} />
      })}
      <span className="hidden">{carried.map(({ shown }) => shown.title).join(', ')}</span>
    </span>
  )
}
