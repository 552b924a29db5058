/** What a page shows when it has nothing to show yet. */
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import './states.css'

export const Loading = ({ what = 'Loading' }: { what?: string }) => (
  <p className="state loading" role="status">
    {what}…
  </p>
)

export const Failure = ({ error, retry }: { error: Error; retry?: () => void }) => (
  <div className="state failure" role="alert">
    <p>{error.message}</p>
    {retry && <Button onPress={retry}>Try again</Button>}
  </div>
)

/** Nothing is there, and what to do about it. */
export const Empty = ({ children }: { children: ReactNode }) => <div className="state empty">{children}</div>

/** How much of something long is done; without `share` (0 to 1) that is not known. */
export const Progress = ({ label, share }: { label: string; share?: number | undefined }) => (
  <div className="progress-of">
    <span>{label}</span>
    <progress aria-label={label} {...(share === undefined ? {} : { value: share, max: 1 })} />
  </div>
)
