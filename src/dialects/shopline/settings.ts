/** What the specification leaves open or assumes (its section 12), each behind one named switch. */

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
}
