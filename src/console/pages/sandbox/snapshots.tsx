import { Link } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import type { SnapshotShown } from '../../../server/admin/present.ts'
import { useClock } from '../../api/clock.ts'
import { useOrganization } from '../../api/session.ts'
import { ICONS } from '../../shell/icons.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { ago, count } from '../../ui/values.tsx'
import { CloneSnapshot } from './clone-snapshot.tsx'
import { type Doomed, LoseData } from './lose-data.tsx'
import { SaveSnapshot } from './save-snapshot.tsx'
import { type Restored, useSnapshotChanges, useSnapshots } from './use-snapshots.ts'

const START = 'start'
const EVERY_MS = 10_000

export function Snapshots({ slug, isSandbox }: { slug: string; isSandbox: boolean }) {
  const { data: organization } = useOrganization(slug)
  const { data: snapshots, error, refetch } = useSnapshots(slug)
  const { data: clock } = useClock(EVERY_MS, isSandbox)
  const changes = useSnapshotChanges(slug)
  const heading = useRef<HTMLHeadingElement>(null)
  const [doomed, setDoomed] = useState<Doomed | null>(null)
  const [cloned, setCloned] = useState<string | null>(null)
  /** What was done last; in the card, since it would lie over the buttons elsewhere. */
  const [told, setTold] = useState<ReactNode>(null)
  // Until it is known, as if it were of real people.
  const isLive = organization?.mode !== 'test'
  const hasStart = snapshots?.some(({ name }) => name === START) ?? false
  const isBusy = changes.restore.isPending || changes.reset.isPending

  const tellRestored = ({ snapshot, customers, customers_before: before }: Restored) => {
    setDoomed(null)
    heading.current?.focus()
    setTold(
      snapshot
        ? `Back at ${snapshot.name}: ${count(customers)} customers, before ${count(before)}`
        : `Emptied: ${count(before)} customers are gone`,
    )
  }
  const restore = (name: string, confirm?: string) =>
    changes.restore.mutate({ name, ...(confirm ? { confirm } : {}) }, { onSuccess: tellRestored })
  const reset = (confirm?: string) =>
    changes.reset.mutate(confirm ? { confirm } : {}, { onSuccess: tellRestored })

  /** One click, where nothing is lost that is not kept in the snapshot `start`, or that is of real people. */
  const askRestore = (name: string) => (isLive ? setDoomed({ what: 'restore', name }) : restore(name))
  const askReset = () => (hasStart && !isLive ? reset() : setDoomed({ what: hasStart ? 'reset' : 'empty' }))
  const remove = (name: string) =>
    changes.remove.mutate(name, {
      onSuccess: () => {
        setDoomed(null)
        heading.current?.focus()
        setTold(`Snapshot ${name} is deleted`)
      },
    })

  return (
    <section className="card" aria-labelledby="snapshots">
      <div className="card-head">
        <h2 id="snapshots" ref={heading} tabIndex={-1}>
          Snapshots
        </h2>
        <Button isPending={isBusy} isDisabled={!snapshots || !organization} onPress={askReset}>
          {hasStart || !snapshots ? 'Reset to start' : 'Empty it…'}
        </Button>
      </div>
      <p className="soft">
        All data of this organization under a name, to go back to. Credentials and their tokens stay good.
      </p>
      {error && !snapshots ? (
        <Failure error={error} retry={refetch} />
      ) : !snapshots ? (
        <Loading />
      ) : snapshots.length === 0 ? (
        <Empty>None yet. Save one before you change anything.</Empty>
      ) : (
        <ul className="snapshots">
          {snapshots.map((snapshot) => (
            <Row
              key={snapshot.name}
              snapshot={snapshot}
              now={clock ? Date.parse(clock.now) : Date.now()}
              isBusy={isBusy}
              restore={() => askRestore(snapshot.name)}
              clone={() => setCloned(snapshot.name)}
              remove={() => setDoomed({ what: 'delete', name: snapshot.name })}
            />
          ))}
        </ul>
      )}
      <SaveSnapshot save={changes.save} taken={snapshots ?? []} tell={setTold} />
      <p className="told" role="status">
        {told}
      </p>
      <LoseData
        doomed={doomed}
        slug={slug}
        isLive={isLive}
        isPending={isBusy || changes.remove.isPending}
        onClose={() => setDoomed(null)}
        onConfirm={(given) => {
          const confirm = isLive ? slug : undefined
          if (given.what === 'restore') restore(given.name, confirm)
          else if (given.what === 'delete') remove(given.name)
          else reset(confirm)
        }}
      />
      <CloneSnapshot
        name={cloned}
        slug={slug}
        clone={changes.clone}
        onClose={() => setCloned(null)}
        onMade={(to) => {
          setCloned(null)
          setTold(
            <>
              The copy is{' '}
              <Link to="/o/$slug/sandbox" params={{ slug: to }}>
                {to}
              </Link>
              . It has no credentials yet.
            </>,
          )
        }}
      />
    </section>
  )
}

interface RowProps {
  snapshot: SnapshotShown
  /** By the clock that dated it, milliseconds. */
  now: number
  isBusy: boolean
  restore(): void
  clone(): void
  remove(): void
}

const Row = ({ snapshot, now, isBusy, restore, clone, remove }: RowProps) => (
  <li>
    <span className="snapshot-of">
      <strong>{snapshot.name}</strong>
      <span className="soft">
        {count(snapshot.customers)} {snapshot.customers === 1 ? 'customer' : 'customers'},{' '}
        <time dateTime={snapshot.created_at} title={snapshot.created_at}>
          {ago(snapshot.created_at, now)}
        </time>
      </span>
    </span>
    <Button isPending={isBusy} onPress={restore} aria-label={`Restore ${snapshot.name}`}>
      Restore
    </Button>
    <Menu
      trigger={
        <Button kind="quiet" aria-label={`More about ${snapshot.name}`}>
          {ICONS.more}
        </Button>
      }
    >
      <MenuItem onAction={clone}>Clone to a new organization…</MenuItem>
      <MenuItem danger onAction={remove}>
        Delete…
      </MenuItem>
    </Menu>
  </li>
)
