import { useParams } from '@tanstack/react-router'
import { useSession } from '../../api/session.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Clock } from './clock.tsx'
import { Faults } from './faults.tsx'
import { Snapshots } from './snapshots.tsx'
import './sandbox.css'

/** Make clients fail, let time pass, go back to where one was. */
export function Page() {
  const { slug } = useParams({ from: '/o/$slug/sandbox' })
  const { data: session } = useSession()
  const isSandbox = session?.sandbox ?? false
  return (
    <>
      <PageHead title="Sandbox" />
      {!isSandbox && <NoSandbox />}
      <div className="sandbox" data-plain={!isSandbox || undefined}>
        {isSandbox && <Faults slug={slug} />}
        <div className="stack">
          {isSandbox && <Clock />}
          <Snapshots key={slug} slug={slug} isSandbox={isSandbox} />
        </div>
      </div>
    </>
  )
}

const NoSandbox = () => (
  <p className="no-sandbox">
    This server is no sandbox: requests do not fail on demand, and its clock shows the real time. Start one
    with <code>clientele demo</code>, or with <code>clientele serve --sandbox</code>.
  </p>
)
