/** Questions that two processes ask each other over a channel of messages; either side may ask. */

type Answer = (argument: never) => unknown

export interface Calls {
  /** Rejects when the other side fails at it, knows no such name, or is gone. */
  ask<T>(name: string, argument?: unknown): Promise<T>
  /** For whatever comes over the channel. */
  take(message: unknown): void
  /** The other side is gone: nobody waits for it any more. */
  end(): void
}

interface Message {
  /** A question of that number … */
  asks?: number
  name?: string
  argument?: unknown
  /** … or the answer to one. */
  answers?: number
  value?: unknown
  failed?: string
}

/** `createCalls((message) => child.send(message), { add: ({ a, b }) => a + b })` */
export function createCalls(
  post: (message: Message) => void,
  answers: Readonly<Record<string, Answer>>,
): Calls {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0

  async function answer({ asks, name = '', argument }: Message): Promise<void> {
    try {
      const found = Object.hasOwn(answers, name) ? answers[name] : undefined
      if (!found) throw new Error(`nobody answers ${name}`)
      post({ answers: asks ?? 0, value: await found(argument as never) })
    } catch (error) {
      post({ answers: asks ?? 0, failed: (error as Error).message || String(error) })
    }
  }

  return {
    ask: <T>(name: string, argument?: unknown) =>
      new Promise<T>((resolve, reject) => {
        const asks = ++last
        waiting.set(asks, { resolve: (value) => resolve(value as T), reject })
        try {
          post({ asks, name, argument })
        } catch (error) {
          waiting.delete(asks)
          reject(error)
        }
      }),
    take(message) {
      const told = message as Message
      if (typeof told?.asks === 'number') void answer(told).catch(() => {})
      const asked = typeof told?.answers === 'number' ? waiting.get(told.answers) : undefined
      if (!asked) return
      waiting.delete(told.answers as number)
      if (told.failed === undefined) asked.resolve(told.value)
      else asked.reject(new Error(told.failed))
    },
    end() {
      for (const { reject } of waiting.values()) reject(new Error('the other process is gone'))
      waiting.clear()
    },
  }
}
