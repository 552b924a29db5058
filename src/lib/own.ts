/**
 * What a table of words says of a word that somebody sent, and nothing of what every object has: `own({ yes: true },
 * 'constructor')` is undefined.
 */
export const own = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined
