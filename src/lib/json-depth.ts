type Json = null | boolean | number | string | Json[] | { [member: string]: Json }

/** Whether there are more levels of arrays and objects than that: `isDeeper([[1]], 1)`. */
export const isDeeper = (value: Json, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)))
