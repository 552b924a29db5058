/** What the specification leaves open, each decision in one place. */

/** Default and maximum page size (Pagination). */
export const PAGE_SIZE = 10
export const MAX_PAGE_SIZE = 25

/** Longest include path; no limit is published [assumed]. */
export const MAX_INCLUDE_DEPTH = 6
/** Most resources in `included`; no limit is published [assumed]. */
export const MAX_INCLUDED = 10_000

/** Most relationships that are included by all paths together; no limit is published [assumed]. */
export const MAX_INCLUDES = 100
/** Most criteria to sort by; no limit is published [assumed]. */
export const MAX_SORTS = 60
/**
 * Most comparisons of all filters together: each attribute of a joined name counts, with each value of a list that is
 * compared one by one; the values of `in` are one. No limit is published [assumed].
 */
export const MAX_COMPARISONS = 100

/** Longest chain of relationships in a filter name: `customer_addresses_address_city` has two. */
export const MAX_FILTER_HOPS = 3

/** Levels of a body's JSON [assumed: what the JSON reader of the platform's language takes]. */
export const MAX_BODY_DEPTH = 100

/** Longest text that is looked up by its value (an e-mail, a reference): what an index can hold [assumed]. */
export const MAX_INDEXED_TEXT = 500

/** Most tags of one object, and what a tag may be called (Tagging resources). */
export const MAX_TAGS = 10
export const TAG_NAME = /^[a-zA-Z0-9_:-]+$/
export const MAX_TAG_NAME = 25

/** What passes for an e-mail address [assumed: the framework's usual check]. */
export const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/
/** Shortest password [assumed: the framework's usual six]. */
export const MIN_PASSWORD = 6
/** Longest text that is hashed as a password: a longer one would only cost time. */
export const MAX_PASSWORD = 128

/** How long the token of a password reset is good [assumed: the framework's usual six hours]. */
export const RESET_TOKEN_HOURS = 6

/** Longest pattern of SKU codes (Organizations, `api_max_regex_length`). */
export const MAX_REGEX = 5000
