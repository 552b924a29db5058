/** What the list shows of its customers, and how many living subscriptions each has: one statement for a page. */
import type { RecordStore } from '../../../core/ports.ts'
import { where } from '../../../core/query.ts'
import type { Writing, Written } from '../../../core/writing.ts'
import { createRecent } from '../../../lib/recent.ts'
import type { EasycartSettings } from '../settings.ts'
import type { WrittenCustomer } from '../write-customer.ts'

type Alive = Pick<EasycartSettings, 'subscriptionAlive'>

interface ListedCustomer {
  customer: WrittenCustomer
  living: number
}

const FIELDS = ['key', 'uuidId', 'fullName', 'firstName', 'lastName', 'email', 'avatarUrl'] as const
const [KEY, UUID, FULL_NAME, FIRST_NAME, LAST_NAME, EMAIL, AVATAR, LIVING] = [0, 1, 2, 3, 4, 5, 6, 7]

const writings = createRecent<Writing>(20)
const writingOf = ({ subscriptionAlive }: Alive): Writing =>
  writings.of(JSON.stringify(subscriptionAlive), () => [
    ...FIELDS.map((field) => ({ field })),
    { count: 'subscriptions', where: where('subscription').in('status', subscriptionAlive) },
  ])

/** By the customer's key. */
export async function loadListed(
  records: Pick<RecordStore, 'written'>,
  store: number,
  keys: readonly number[],
  settings: Alive,
): Promise<ReadonlyMap<number, ListedCustomer>> {
  const found = await records.written(store, 'customer', keys, writingOf(settings), readListed)
  return new Map(found)
}

const readListed = (row: Written): [key: number, ListedCustomer] => [
  row.whole(KEY) ?? 0,
  {
    customer: {
      uuidId: row.text(UUID) ?? '',
      fullName: row.text(FULL_NAME),
      firstName: row.text(FIRST_NAME),
      lastName: row.text(LAST_NAME),
      email: row.text(EMAIL),
      avatarUrl: row.text(AVATAR),
    },
    living: row.whole(LIVING) ?? 0,
  },
]
