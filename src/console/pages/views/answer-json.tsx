/** An answer's JSON as it came, in lines that can be folded, walked by key and pointed at. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { foldedAtFirst, type JsonLine, linesOf } from './json-lines.ts'
import { above, type JsonNode, nodesOf } from './json-tree.ts'
import { stepOf } from './step-of.ts'
import './answer-json.css'

interface Props {
  label: string
  root: JsonNode
  /** What shows a field that people compare. */
  fieldsAt: ReadonlySet<string>
  lit: ReadonlyMap<string, 'same' | 'other'>
  /** By pointer, what was there before. */
  changes: ReadonlyMap<string, string>
  /** Somebody points at it elsewhere: what is the same here comes into sight. */
  follows: boolean
  onPoint(pointer: string | null): void
  onPick(pointer: string): void
}

export function AnswerJson({ label, root, fieldsAt, lit, changes, follows, onPoint, onPick }: Props) {
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [current, setCurrent] = useState('')
  const frame = useRef<HTMLDivElement>(null)
  const atFirst = useMemo(() => foldedAtFirst(root, fieldsAt), [root, fieldsAt])
  const lines = useMemo(
    () => linesOf(root, ({ pointer }) => folds.get(pointer) ?? atFirst.has(pointer)),
    [root, folds, atFirst],
  )
  const marks = useMemo(() => visibleMarks(lines, lit), [lines, lit])
  const firstMark = [...marks].find(([, mark]) => mark === 'same')?.[0]
  useEffect(() => {
    if (follows && firstMark !== undefined) bringIntoSight(frame.current, firstMark)
  }, [follows, firstMark])

  const fold = (pointer: string, isFolded: boolean) => setFolds(new Map(folds).set(pointer, isFolded))
  const goTo = (line: JsonLine | undefined) => {
    if (!line) return
    setCurrent(line.pointer)
    lineOf(frame.current, line.pointer)?.focus()
  }
  const stops = lines.filter(({ role }) => role !== 'close')
  const isReachable = stops.some(({ pointer }) => pointer === current)

  function walk(event: KeyboardEvent, line: JsonLine) {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const step = stepOf(event.key, line, stops)
    if (!step) return
    event.preventDefault()
    if ('goTo' in step) goTo(step.goTo)
    else if ('fold' in step) fold(line.pointer, step.fold)
    else if ('unfoldAll' in step) setFolds(new Map([...nodesOf(root)].map(({ pointer }) => [pointer, false])))
    else onPick(line.pointer)
  }

  return (
    <div className="json" role="tree" aria-label={label} ref={frame} onPointerLeave={() => onPoint(null)}>
      {lines.map((line) =>
        line.role === 'close' ? (
          <div key={`${line.pointer} end`} className="json-line" style={indent(line)} aria-hidden="true">
            <span className="json-sign">
              {line.bracket}
              {line.comma && ','}
            </span>
          </div>
        ) : (
          <div
            key={line.pointer}
            role="treeitem"
            className="json-line"
            style={indent(line)}
            data-pointer={line.pointer}
            data-mark={marks.get(line.pointer)}
            data-changed={changes.has(line.pointer) || undefined}
            aria-level={line.level + 1}
            aria-expanded={line.role === 'leaf' ? undefined : line.role === 'open'}
            aria-selected={marks.get(line.pointer) === 'same'}
            tabIndex={(isReachable ? current === line.pointer : line.pointer === '') ? 0 : -1}
            onPointerEnter={() => onPoint(line.pointer)}
            onFocus={() => {
              setCurrent(line.pointer)
              onPoint(line.pointer)
            }}
            onBlur={() => onPoint(null)}
            onClick={() => onPick(line.pointer)}
            onKeyDown={(event) => walk(event, line)}
          >
            {line.role !== 'leaf' && line.pointer !== '' && (
              <span
                className="json-fold"
                aria-hidden="true"
                onClick={(event) => {
                  event.stopPropagation()
                  fold(line.pointer, line.role === 'open')
                }}
              >
                {line.role === 'open' ? '▾' : '▸'}
              </span>
            )}
            <Content line={line} />
            <Changed was={changes.get(line.pointer)} />
          </div>
        ),
      )}
    </div>
  )
}

const indent = ({ level }: JsonLine) => ({ '--level': level }) as React.CSSProperties

const Content = ({ line: { name, leaf, bracket, role, count, comma } }: { line: JsonLine }) => (
  <span className="json-content">
    {name !== null && (
      <>
        <span className="json-name">{name}</span>
        <span className="json-sign">: </span>
      </>
    )}
    {leaf ? (
      <span className={`json-${leaf.kind}`}>{leaf.text}</span>
    ) : (
      <span className="json-sign">{bracket}</span>
    )}
    {comma && <span className="json-sign">,</span>}
    {role === 'folded' && (
      <span className="json-count" title={`${count} inside`}>
        {count}
      </span>
    )}
  </span>
)

const Changed = ({ was }: { was: string | undefined }) =>
  was === undefined ? null : (
    <span className="json-changed" title={was ? `Was ${was}` : 'New'}>
      {was ? 'changed' : 'new'}
    </span>
  )

/** What is inside of something folded is marked there. */
function visibleMarks(
  lines: readonly JsonLine[],
  lit: ReadonlyMap<string, 'same' | 'other'>,
): ReadonlyMap<string, 'same' | 'other'> {
  const there = new Set(lines.map(({ pointer }) => pointer))
  const marks = new Map<string, 'same' | 'other'>()
  for (const [pointer, mark] of lit) {
    const line = [pointer, ...above(pointer)].find((one) => there.has(one))
    if (line !== undefined && marks.get(line) !== 'same') marks.set(line, mark)
  }
  return new Map(
    lines.flatMap(({ pointer, role }) => {
      const mark = marks.get(pointer)
      return mark && role !== 'close' ? [[pointer, mark] as const] : []
    }),
  )
}

const lineOf = (frame: HTMLElement | null, pointer: string): HTMLElement | null =>
  frame?.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(pointer)}"]`) ?? null

/** Moves the frame alone, never the page. */
function bringIntoSight(frame: HTMLElement | null, pointer: string): void {
  const line = lineOf(frame, pointer)
  if (!frame || !line) return
  const [around, box] = [frame.getBoundingClientRect(), line.getBoundingClientRect()]
  const [top, bottom] = [Math.max(around.top, 0), Math.min(around.bottom, innerHeight)]
  if (box.top >= top && box.bottom <= bottom) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  frame.scrollBy({
    top: box.top - top - Math.max(bottom - top, 0) / 3,
    behavior: calm ? 'instant' : 'smooth',
  })
}
