/** What the specification leaves open or assumes (its section 12), each behind one named switch. */
import { type AssumptionTable, oneOf, orNull, pairOf, wholeNumber, yesNo } from '../assumptions.ts'

export interface ShoplineSettings {
  /** Version segments that are served, each answering alike (section 1.2). */
  versions: readonly string[]
  /** The version in the URLs that we print. */
  version: string
  /** [assumed A1] `after`: ids above `since_id`; `resume`: the descending list goes on below it. */
  sinceIdMode: 'after' | 'resume'
  /** [assumed A2] How list and retrieve show the gender: the seed's code (`"1"`) or the recorded word (`"male"`). */
  genderFormat: 'code' | 'word'
  /** [assumed A5] Refuse a request without Content-Type even where it has no body. */
  strictContentType: boolean
  /** [assumed] Refuse script tags in a body (412), as the page of status codes says of "high-risk content". */
  refuseHighRiskContent: boolean
  /** [assumed] How long an activation link is good, in days. */
  activationDays: number
  /** [assumed A8] What stands in `last_order_*` once all orders were deleted: null, or the recorded `N/A`. */
  lastOrderDeletedLiteral: string | null
  /** [assumed A11] The leaky bucket of an app in a store, or null for none. */
  rateLimit: { capacity: number; perSecond: number } | null
  /** [assumed A12] How webhooks are signed: as the vendor's code compares it, or as its pages print it. */
  webhookSignature: 'hex' | 'base64'
}

export const defaultSettings: ShoplineSettings = {
  versions: ['v20251201', 'v20260301', 'v20260601'],
  version: 'v20260301',
  sinceIdMode: 'after',
  genderFormat: 'code',
  strictContentType: false,
  refuseHighRiskContent: true,
  activationDays: 30,
  lastOrderDeletedLiteral: null,
  rateLimit: { capacity: 40, perSecond: 4 },
  webhookSignature: 'hex',
}

/** What the command line may choose; which versions are served is no assumption. */
export const assumptionTable: AssumptionTable<Omit<ShoplineSettings, 'versions' | 'version'>> = {
  sinceIdMode: {
    meaning: 'since_id keeps the ids above it, or goes on below it',
    choice: oneOf('after', 'resume'),
  },
  genderFormat: {
    meaning: 'gender of list, retrieve and search as a code or a word',
    choice: oneOf('code', 'word'),
  },
  strictContentType: { meaning: 'Content-Type is required even without a body', choice: yesNo },
  refuseHighRiskContent: { meaning: 'script tags in a body are refused (412)', choice: yesNo },
  activationDays: { meaning: 'how many days an activation link is good', choice: wholeNumber(1, 365) },
  lastOrderDeletedLiteral: {
    meaning: 'last_order_id and last_order_name once all orders were deleted',
    choice: orNull('null', oneOf('N/A')),
  },
  rateLimit: {
    meaning: 'the bucket of an app in a store, requests at once and per second (counted with --rate-limits)',
    choice: orNull('off', pairOf('capacity', 'perSecond')),
  },
  webhookSignature: { meaning: 'how X-Shopline-Hmac-Sha256 is written', choice: oneOf('hex', 'base64') },
}
