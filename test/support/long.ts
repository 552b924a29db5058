/** How often a test repeats: a few times in `npm test`, in full in `npm run test:long`. */
export const LONG = process.env.CLIENTELE_TEST_LONG === '1'

/** `times(3, 50)`: 3, or 50 in the long run. */
export const times = (reduced: number, full: number): number => (LONG ? full : reduced)
