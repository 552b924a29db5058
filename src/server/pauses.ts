/** Waiting that ends when its time is over, its client leaves, or the server stops. */
import type { Socket } from 'node:net'

export interface Pauses {
  pause(milliseconds: number, socket: Socket): Promise<void>
  /** Ends those under way, and from now on nobody waits. */
  endAll(): void
}

export function createPauses(): Pauses {
  const waiting = new Set<() => void>()
  let isOver = false
  return {
    pause: (milliseconds, socket) =>
      new Promise((resolve) => {
        if (isOver) return resolve()
        const end = () => {
          clearTimeout(timer)
          socket.off('close', end)
          waiting.delete(end)
          resolve()
        }
        const timer = setTimeout(end, milliseconds)
        socket.once('close', end)
        waiting.add(end)
      }),
    endAll() {
      isOver = true
      for (const end of waiting) end()
    },
  }
}
