/** Traps for sync code: set here, stepped into (or not) by a client that walks, and told in plain words. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { PageHead } from '../../shell/shell.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { type TrapRunShown, useDisarm, useTraps } from './api.ts'
import { Choose } from './choose.tsx'
import { Run } from './run.tsx'
import './traps.css'

export function Page() {
  const { slug } = useParams({ from: '/o/$slug/traps' })
  const search = useSearch({ from: '/o/$slug/traps' })
  const navigate = useNavigate({ from: '/o/$slug/traps' })
  const { data, error, refetch } = useTraps(slug)
  const [isAgain, setAgain] = useState(false)
  if (error) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading what="Looking for traps" />
  const { platforms, run } = data
  const chosen = platforms.find(({ dialect }) => dialect === search.platform) ?? platforms[0]
  const walked = run && platforms.find(({ dialect }) => dialect === run.dialect)
  return (
    <div className="stack traps">
      <PageHead title="Traps">{run && <Disarm slug={slug} run={run} />}</PageHead>
      {run && walked && !isAgain ? (
        <Run slug={slug} run={run} platform={walked} onAgain={() => setAgain(true)} />
      ) : (
        <>
          <p className="traps-lead">
            Does your sync lose customers? Point it at this organization and start it. While it reads,
            customers are deleted, made and changed at the worst moment, and requests fail as they do in real
            life. Afterwards this page tells you whom your code would have lost, how that is known, and how to
            mend it.
          </p>
          <Tabs
            label="Platform"
            selected={chosen?.dialect ?? ''}
            onSelect={(platform) => navigate({ search: { platform }, replace: true })}
            tabs={Object.fromEntries(
              platforms.map((platform) => [
                platform.dialect,
                {
                  name: platform.title,
                  content: <Choose slug={slug} platform={platform} onArmed={() => setAgain(false)} />,
                },
              ]),
            )}
          />
        </>
      )}
    </div>
  )
}

function Disarm({ slug, run }: { slug: string; run: TrapRunShown }) {
  const disarm = useDisarm(slug)
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button onPress={() => (run.step === 'finished' ? disarm.mutate() : setAsking(true))}>
        {run.step === 'finished' ? 'Close this report' : 'Take the traps away'}
      </Button>
      <Confirm
        title="Take the traps away?"
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        action="Take them away"
        onConfirm={() => disarm.mutate(undefined, { onSuccess: () => setAsking(false) })}
        isPending={disarm.isPending}
      >
        <p>
          This test of your client ends without a verdict. Customers that the traps changed stay changed: a
          reset under Sandbox brings the organization back.
        </p>
      </Confirm>
    </>
  )
}
