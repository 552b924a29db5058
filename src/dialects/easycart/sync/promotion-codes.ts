/** The stream of promotion codes: those that are listed, then the archived ones, which are listed when asked for. */
import type { Draft } from '../../../core/draft.ts'
import type { JsonObject } from '../../../core/schema.ts'
import type { SyncItem, SyncStream } from '../../client.ts'
import { itemOr } from '../../odd-item.ts'
import { oldestFirst, type Place } from './oldest-first.ts'
import { existsAt } from './read-one.ts'
import { currencyIn, type PromotionCode, timeIn, timeOrNull } from './wire.ts'

const LISTS = ['/api/v1/promotion-codes', '/api/v1/promotion-codes?status=archived']

interface CodePlace extends JsonObject {
  list: number
  place: Place | null
}

export const promotionCodes: SyncStream = {
  name: 'promotion codes',
  type: 'promotionCode',
  incremental: false,
  async *pages({ get, from }) {
    const start = (from as CodePlace | null) ?? { list: 0, place: null }
    for (let list = start.list; list < LISTS.length; list++) {
      const place = list === start.list ? start.place : null
      for await (const { rows, next } of oldestFirst<PromotionCode>(get, LISTS[list] as string, {
        from: place,
      })) {
        const ended = list + 1 < LISTS.length ? { list: list + 1, place: null } : null
        // Both lists show all of a code.
        yield { items: rows.map(read), next: next ? { list, place: next } : ended, total: null }
      }
    }
  },
  exists: existsAt((id) => `/promotion-codes/${id}`),
}

const read = (code: PromotionCode): SyncItem =>
  itemOr({ type: 'promotionCode', remoteId: code.id, shown: code }, () => itemOf(code))

function itemOf(code: PromotionCode): SyncItem {
  const { scope, status } = code
  const isArchived = status === 'archived'
  const draft: Draft = {
    type: 'promotionCode',
    values: {
      uuidId: code.id,
      code: code.code,
      name: code.name,
      discountType: code.discount_type,
      amountOff: code.amount_off,
      percentOff: code.percent_off,
      currency: code.currency && currencyIn(code.currency),
      duration: code.duration,
      durationInMonths: code.duration_in_months,
      maxRedemptions: code.max_redemptions,
      timesRedeemed: code.times_redeemed,
      expiresAt: timeOrNull(code.expires_at),
      firstTimeTransaction: code.first_time_transaction,
      minimumAmount: code.minimum_amount,
      minimumAmountCurrency: code.minimum_amount_currency && currencyIn(code.minimum_amount_currency),
      // Archiving is the last change of a code; when it was, is not shown apart.
      archivedAt: isArchived ? timeIn(code.updated_at) : null,
      // What is archived or has expired does not show whether it was active.
      ...(status === 'active' || status === 'inactive' ? { active: status === 'active' } : {}),
      createdAt: timeIn(code.created_at),
      updatedAt: timeIn(code.updated_at),
    },
    links: {},
    own: {
      easycart:
        scope.product_id === undefined
          ? {}
          : { product_id: scope.product_id, price_uuids: scope.price_uuids ?? [] },
    },
  }
  return { type: 'promotionCode', remoteId: code.id, drafts: [draft], shown: code }
}
