import type { CustomersShown } from '../../../server/admin/customers/list-customers.ts'
import type { Search } from '../../router.tsx'
import { Button } from '../../ui/button.tsx'
import { count } from '../../ui/values.tsx'

interface Props {
  page: CustomersShown
  isFirst: boolean
  onGo(change: Search): void
}

export const Pager = ({ page: { customers, next, previous }, isFirst, onGo }: Props) =>
  next === null && previous === null && isFirst ? null : (
    <nav className="pager" aria-label="Pages">
      <Button isDisabled={isFirst} onPress={() => onGo({})}>
        First
      </Button>
      <Button isDisabled={previous === null} onPress={() => onGo({ before: previous ?? undefined })}>
        Previous
      </Button>
      <span className="soft">{customers.length === 1 ? '1 row' : `${count(customers.length)} rows`}</span>
      <Button isDisabled={next === null} onPress={() => onGo({ after: next ?? undefined })}>
        Next
      </Button>
    </nav>
  )
