/** Which topics fire: each platform's own words for what its webhooks tell of. */
import type { TopicsOf } from '../core/change.ts'
import type { Dialect } from '../dialects/dialect.ts'

export function createTopicsOf(dialects: readonly Dialect[]): TopicsOf {
  return (changes) =>
    dialects.flatMap(({ name, webhooks }) =>
      (webhooks?.topics(changes) ?? []).map((fired) => ({ dialect: name, ...fired })),
    )
}
