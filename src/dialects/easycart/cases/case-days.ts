/** Days that no list takes: what is refused for `created` is so for `created_from` and `created_to`. */
export const daysRefused = (name: string): [query: string, message: string][] =>
  ['from', 'to'].flatMap((end) =>
    ['2026-2-3', '2026-02-30', 'yesterday'].map((value): [string, string] => [
      `${name}_${end}=${value}`,
      `Invalid ${name}_${end} date`,
    ]),
  )
