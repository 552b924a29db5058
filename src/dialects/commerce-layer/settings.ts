/** What the specification leaves open, each decision in one place. */

/** Default and maximum page size (Pagination). */
export const PAGE_SIZE = 10
export const MAX_PAGE_SIZE = 25

/** Longest include path; no limit is published [assumed]. */
export const MAX_INCLUDE_DEPTH = 6
/** Most resources in `included`; no limit is published [assumed]. */
export const MAX_INCLUDED = 10_000

/** Longest chain of relationships in a filter name: `customer_addresses_address_city` has two. */
export const MAX_FILTER_HOPS = 3
