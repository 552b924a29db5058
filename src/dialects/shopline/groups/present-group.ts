/** A customer group as it is shown: five keys, its times in UTC whatever the store's zone (section 8.1). */
import type { Group } from '../../../core/schema.ts'
import { type OffsetAt, presentTime } from '../time.ts'

/** [assumed] The samples of the pages on groups are all in `+00:00`. */
export const utc: OffsetAt = () => 0

export const presentGroup = ({ numberId, name, query, createdAt, updatedAt }: Group) => ({
  id: numberId,
  name,
  // A group of another platform, whose members are put into it, has no query.
  query: query ?? '',
  created_at: presentTime(createdAt, utc),
  updated_at: presentTime(updatedAt, utc),
})

export type GroupField = keyof ReturnType<typeof presentGroup>
export const GROUP_FIELDS = {
  id: true,
  name: true,
  query: true,
  created_at: true,
  updated_at: true,
} satisfies Record<GroupField, true>
