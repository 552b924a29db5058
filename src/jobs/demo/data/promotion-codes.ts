/** Promotion codes of the demo: active, inactive, expired and archived ones, each way of making things cheaper. */
import type { NewRecord } from '../../../core/ports.ts'

export type PromotionCodeItem = NewRecord<'promotionCode'> & {
  code: string
  discountType: 'amount_off' | 'percent_off'
  duration: 'once' | 'repeating' | 'forever'
  /** The slug of the only product that it is for. */
  product?: string
  /** From now on; negative: it has expired. */
  expiresInDays?: number
  archived?: boolean
}

const percent = (percentOff: number) => ({ discountType: 'percent_off', percentOff }) as const
const amount = (amountOff: number, currency: string) =>
  ({ discountType: 'amount_off', amountOff, currency }) as const

export const PROMOTION_CODES: readonly PromotionCodeItem[] = [
  {
    ...percent(10),
    code: 'WELCOME10',
    name: 'Welcome',
    duration: 'once',
    firstTimeTransaction: true,
    timesRedeemed: 41,
  },
  {
    ...percent(12.5),
    code: 'SPRING',
    name: 'Spring sale',
    duration: 'once',
    expiresInDays: 30,
    timesRedeemed: 8,
  },
  {
    ...amount(2000, 'EUR'),
    code: 'STUDIO20',
    name: 'Twenty off the studio',
    duration: 'once',
    minimumAmount: 10_000,
    minimumAmountCurrency: 'EUR',
    maxRedemptions: 100,
    timesRedeemed: 17,
  },
  {
    ...percent(50),
    code: 'CLUB-HALF',
    name: 'Half a year for half',
    duration: 'repeating',
    durationInMonths: 6,
    product: 'studio-club',
    timesRedeemed: 5,
  },
  { ...percent(100), code: 'STAFF', name: null, duration: 'forever', maxRedemptions: 4, timesRedeemed: 4 },
  { ...amount(1000, 'PLN'), code: 'ZOLTY', name: 'Żółta glina', duration: 'once', product: 'zolta-glina' },
  { ...percent(20), code: 'NOT-YET', name: 'Autumn, being prepared', duration: 'once', active: false },
  {
    ...percent(25),
    code: 'ADVENT',
    name: 'Last Advent',
    duration: 'once',
    expiresInDays: -160,
    timesRedeemed: 63,
  },
  {
    ...amount(500, 'USD'),
    code: 'OLD5',
    name: 'Five off',
    duration: 'once',
    archived: true,
    timesRedeemed: 3,
  },
]
