import { Outlet } from '@tanstack/react-router'
import { useSession } from '../api/session.ts'
import { Failure, Loading } from '../ui/states.tsx'
import { SignIn, useLink } from './sign-in.tsx'

/** Nobody sees a page who is not signed in; a link that signs in is followed wherever it leads. */
export function Root() {
  const session = useSession()
  if (session.isPending) return <Loading />
  if (session.isError) return <Failure error={session.error} retry={() => session.refetch()} />
  if (!session.data.signed_in) return <SignIn isDemo={session.data.demo} />
  return <Inside />
}

/** Whoever is signed in follows no further link, but its secret leaves the address. */
function Inside() {
  useLink(forget)
  return <Outlet />
}

const forget = () => {}

export const Lost = () => (
  <main className="lost">
    <h1>There is no such page</h1>
    <p>
      <a href="/">Go to the start</a>
    </p>
  </main>
)
