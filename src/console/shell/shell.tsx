/** What surrounds every page of an organization: where one is, and where one can go. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useParams, useRouterState } from '@tanstack/react-router'
import { type ReactNode, Suspense, useEffect, useState } from 'react'
import { ApiError, api } from '../api/client.ts'
import { enter, useOrganization, useSession } from '../api/session.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Loading } from '../ui/states.tsx'
import { ClockBadge } from './clock-badge.tsx'
import { ICONS } from './icons.tsx'
import { OrganizationPicker } from './organization-picker.tsx'
import { ThemePicker } from './theme-picker.tsx'
import './shell.css'

const PLACES = [
  { to: 'overview', name: 'Overview' },
  { to: 'customers', name: 'Customers' },
  { to: 'requests', name: 'Requests' },
  { to: 'imports', name: 'Imports' },
  { to: 'syncs', name: 'Syncs' },
  { to: 'webhooks', name: 'Webhooks' },
  { to: 'access', name: 'Access' },
  { to: 'sandbox', name: 'Sandbox', sandbox: true },
  { to: 'traps', name: 'Traps', sandbox: true },
] as const

export function Shell() {
  const { slug } = useParams({ from: '/o/$slug' })
  const { data: session } = useSession()
  const { error } = useOrganization(slug)
  const isUnknown = error instanceof ApiError && error.status === 404
  const [isOpen, setOpen] = useState(false)
  const where = useRouterState({ select: ({ location }) => location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setOpen(false), [where])
  return (
    <div className="shell" data-open={isOpen || undefined}>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="shell-top">
        <Button
          kind="quiet"
          aria-label="Menu"
          aria-expanded={isOpen}
          aria-controls="places"
          onPress={() => setOpen(!isOpen)}
        >
          {ICONS.menu}
        </Button>
        <span className="shell-name">Clientele</span>
      </header>
      <nav id="places" className="shell-side" aria-label="Console">
        <span className="shell-name">Clientele</span>
        <OrganizationPicker slug={slug} />
        <ul>
          {PLACES.filter((place) => !('sandbox' in place) || session?.sandbox).map(({ to, name }) => (
            <li key={to}>
              <Link to={`/o/$slug/${to}`} params={{ slug }} activeProps={{ 'aria-current': 'page' }}>
                {ICONS[to]}
                {name}
              </Link>
            </li>
          ))}
          <li>
            <a href="/docs">
              {ICONS.docs}
              API docs
            </a>
          </li>
        </ul>
        <div className="shell-foot">
          {session?.sandbox && <ClockBadge slug={slug} />}
          <ThemePicker />
          <SignOut />
        </div>
      </nav>
      <main id="page" className="shell-page" tabIndex={-1}>
        <Suspense fallback={<Loading />}>{isUnknown ? <Unknown slug={slug} /> : <Outlet />}</Suspense>
      </main>
    </div>
  )
}

const Unknown = ({ slug }: { slug: string }) => (
  <Empty>
    <h1>There is no organization {slug}</h1>
    <p>It was deleted, or its address is written otherwise.</p>
    <Link to="/organizations" className="button">
      See all organizations
    </Link>
  </Empty>
)

function SignOut() {
  const queries = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => api('/session', { method: 'DELETE' }),
    onSuccess: () => enter(queries, null),
  })
  return (
    <Button kind="quiet" onPress={() => signOut.mutate()}>
      Sign out
    </Button>
  )
}

/** A page's own head: its title, what it can do, and the page's title in the browser. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Clientele`
  }, [title])
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {children && <div className="page-actions">{children}</div>}
    </header>
  )
}
