/**
 * The statements that a request sends each time. Left out are those whose answer is kept: the counts, read when the version of
 * an organization's data is another one than before, those that match, counted once at each version, and the keys that sign, looked up anew every half minute.
 */
export const eachTime = (statements: readonly string[]): string[] =>
  statements.filter(
    (text) =>
      !/ from signing_keys |^select found\."count"|\bfrom counters\s+where organization_id = any\(/.test(
        text,
      ),
  )
