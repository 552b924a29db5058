import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { type ReactNode, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Failure, Loading } from '../../ui/states.tsx'

interface Props {
  label: string
  query: UseInfiniteQueryResult
  children: ReactNode
}

/** A list that grows at its end; whoever pressed the button for the last page goes on in the list. */
export function Paged({ label, query, children }: Props) {
  const list = useRef<HTMLDivElement>(null)
  if (query.isPending) return <Loading />
  if (query.isError && !query.data) return <Failure error={query.error} retry={query.refetch} />
  const more = async () => {
    const { hasNextPage } = await query.fetchNextPage()
    if (!hasNextPage) list.current?.focus()
  }
  return (
    <div className="stack">
      {/* biome-ignore lint/a11y/useSemanticElements: it groups whatever list stands inside */}
      <div ref={list} tabIndex={-1} role="group" aria-label={label} className="paged">
        {children}
      </div>
      {query.hasNextPage && (
        <div className="row customer-more">
          <Button onPress={more} isDisabled={query.isFetchingNextPage}>
            {query.isFetchingNextPage ? 'Loading…' : 'Show earlier'}
          </Button>
        </div>
      )}
    </div>
  )
}
