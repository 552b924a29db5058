/** The status of a promotion code: of what it is made, and which codes have it. */
import { all, any, type Condition, NOW, not, where } from '../../../core/query.ts'
import type { PromotionCode } from '../../../core/schema.ts'

export type PromotionCodeStatus = 'archived' | 'expired' | 'inactive' | 'active'

/** The first that holds is the status [assumed]: an archived code is archived whatever else it is. */
export function promotionCodeStatus(
  code: Pick<PromotionCode, 'archivedAt' | 'expiresAt' | 'active'>,
  now: Date,
): PromotionCodeStatus {
  if (code.archivedAt) return 'archived'
  if (code.expiresAt && code.expiresAt <= now) return 'expired'
  return code.active ? 'active' : 'inactive'
}

const codes = where('promotionCode')
const isOpen = codes.isNull('archivedAt')
const isCurrent = all(isOpen, any(codes.isNull('expiresAt'), { op: 'gt', field: 'expiresAt', value: NOW }))

/** The same as conditions on codes. */
export const PROMOTION_CODE_STATUSES: Readonly<Record<PromotionCodeStatus, Condition>> = {
  active: all(isCurrent, codes.eq('active', true)),
  inactive: all(isCurrent, codes.eq('active', false)),
  expired: all(isOpen, { op: 'lte', field: 'expiresAt', value: NOW }),
  archived: not(isOpen),
}
/** Archived codes are hidden unless they are asked for (Get Promotion Codes). */
export const NOT_ARCHIVED: Condition = isOpen
