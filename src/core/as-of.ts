/**
 * The versions of the organizations' data that something was found at: it is still so while all of them stand. What
 * has none was not found in the store as it is (a stand-in), and is never remembered.
 */
export type AsOf = readonly (readonly [organization: number, version: string])[]
