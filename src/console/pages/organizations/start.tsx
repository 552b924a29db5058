import { Navigate } from '@tanstack/react-router'
import { useOrganizations } from '../../api/session.ts'
import { Failure, Loading } from '../../ui/states.tsx'

/** Opens the first organization; where there is none yet, the page that makes one. */
export function Start() {
  const { data, error, refetch } = useOrganizations()
  if (error) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading />
  const [first] = data
  return first ? (
    <Navigate to="/o/$slug/overview" params={{ slug: first.slug }} replace />
  ) : (
    <Navigate to="/organizations" replace />
  )
}
