/** The number of a market or a stock location: one that no other record of the organization has. */
import { computed, type Value } from '../describe-resource.ts'

/** [assumed] The number that the platform's ids disguise, as one of its error texts shows it: the internal key. */
export const ownNumber: Value<{ key: number }> = computed(({ key }) => key)
