import { useMutation, useQueryClient } from '@tanstack/react-query'

/** Asks for a change, and reads again what `key` names. `quiet`: the form says itself what was refused. */
export function useChange<Given, Answer>(
  key: readonly string[],
  change: (given: Given) => Promise<Answer>,
  { quiet = false, onSuccess }: { quiet?: boolean; onSuccess?(answer: Answer, given: Given): void } = {},
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    meta: { quiet },
    onSuccess: async (answer, given) => {
      onSuccess?.(answer, given)
      await queries.invalidateQueries({ queryKey: key })
    },
  })
}
