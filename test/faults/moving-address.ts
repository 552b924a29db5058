/** An address that leads to one server and then to another, as one that moves at a failover; it can also fall silent. */

import type { AddressInfo } from 'node:net'
import { createServer, connect as open, type Socket } from 'node:net'

export interface MovingAddress {
  port: number
  /** Where connections lead from now on; those that are there are cut. */
  leadTo(port: number): void
  /** Nothing goes through any more, in either direction, and nobody is told: as when a machine is gone from the net. */
  silence(): void
  close(): Promise<void>
}

export async function createMovingAddress(first: number): Promise<MovingAddress> {
  let target = first
  let isSilent = false
  let pairs = new Set<readonly Socket[]>()
  const server = createServer((socket) => {
    if (isSilent) {
      pairs.add([socket])
      socket.on('error', () => {})
      return
    }
    const other = open(target, '127.0.0.1')
    const pair = [socket, other] as const
    pairs.add(pair)
    for (const [from, to] of [pair, [other, socket] as const]) {
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        if (isSilent) return
        to.destroy()
        pairs.delete(pair)
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of [...pairs].flat()) socket.destroy()
    pairs = new Set()
  }
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      const wasSilent = isSilent
      isSilent = false
      target = port
      // Whoever met a silent machine hears nothing of it later either.
      if (wasSilent) pairs = new Set()
      else cut()
    },
    silence() {
      isSilent = true
      for (const pair of pairs)
        for (const socket of pair) {
          socket.unpipe()
          socket.pause()
        }
    },
    close: () => {
      cut()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.unref()
        resolve()
      })
    },
  }
}
