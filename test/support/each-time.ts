/**
 * The statements that a request sends each time. Left out are those whose answer is kept: the counts, read when the version of
 * an organization's data is another one than before, and the keys that sign, looked up anew every half minute.
 */
export const eachTime = (statements: readonly string[]): string[] =>
  statements.filter(
    (text) => !/ from signing_keys |\bfrom counters\s+where organization_id = any\(/.test(text),
  )
