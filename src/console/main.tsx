import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError, onSignedOut } from './api/client.ts'
import { enter } from './api/session.ts'
import { router } from './router.tsx'
import { applyTheme, chosenTheme } from './shell/theme.ts'
import { ToastRegion, tell } from './ui/toast.tsx'
import './ui/tokens.css'
import './ui/base.css'

/** What no page shows itself is told in the corner. */
const tellFailure = (error: Error) => {
  if (!(error instanceof ApiError && error.status === 401)) tell(error.message, 'bad')
}

const queries = new QueryClient({
  // What a page shows of its own it says with `meta: { quiet: true }`.
  queryCache: new QueryCache({
    onError: (error, query) => query.state.data !== undefined && tellFailure(error),
  }),
  mutationCache: new MutationCache({
    onError: (error, _given, _context, mutation) => !mutation.meta?.quiet && tellFailure(error),
  }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // What was refused is refused again; only what did not arrive is asked for again.
      retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0,
    },
  },
})
onSignedOut(() => enter(queries, null))

applyTheme(chosenTheme())
createRoot(document.getElementById('console') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <ToastRegion />
    </QueryClientProvider>
  </StrictMode>,
)
