/** The pages at a glance; each is loaded when it is opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { Lost, Root } from './shell/root.tsx'
import { Shell } from './shell/shell.tsx'

/** What the URL says of a view; pages read what they know of it. */
export type Search = Readonly<Record<string, unknown>>
const anySearch = (search: Record<string, unknown>): Search => search

const root = createRootRoute({ component: Root, notFoundComponent: Lost })

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/organizations/start.tsx'), 'Start'),
})
const bare = createRoute({
  getParentRoute: () => root,
  path: '/o',
  beforeLoad: () => {
    throw redirect({ to: '/', hash: true })
  },
})
const organizations = createRoute({
  getParentRoute: () => root,
  path: '/organizations',
  component: lazyRouteComponent(() => import('./pages/organizations/organizations.tsx'), 'Page'),
})
const organization = createRoute({ getParentRoute: () => root, path: '/o/$slug', component: Shell })

const whole = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => {
    const { slug } = params as { slug: string }
    // A link that signs in stays in the address until it is followed.
    throw redirect({ to: '/o/$slug/overview', params: { slug }, hash: true })
  },
})

type Load = () => Promise<Record<string, unknown>>
const page = <const P extends string>(path: P, load: Load) =>
  createRoute({
    getParentRoute: () => organization,
    path,
    validateSearch: anySearch,
    component: lazyRouteComponent(load as () => Promise<{ Page: () => React.ReactNode }>, 'Page'),
  })

const pages = [
  page('overview', () => import('./pages/overview/overview.tsx')),
  page('customers', () => import('./pages/customers/customers.tsx')),
  page('customers/$id', () => import('./pages/customer/customer.tsx')),
  page('customers/$id/views', () => import('./pages/views/views.tsx')),
  page('requests', () => import('./pages/requests/requests.tsx')),
  page('imports', () => import('./pages/imports/imports.tsx')),
  page('syncs', () => import('./pages/syncs/syncs.tsx')),
  page('webhooks', () => import('./pages/webhooks/webhooks.tsx')),
  page('access', () => import('./pages/access/access.tsx')),
  page('sandbox', () => import('./pages/sandbox/sandbox.tsx')),
  page('traps', () => import('./pages/traps/traps.tsx')),
] as const

export const router = createRouter({
  routeTree: root.addChildren([start, bare, organizations, organization.addChildren([whole, ...pages])]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
