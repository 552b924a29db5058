import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createPauses } from './pauses.ts'

const LONG_MS = 600_000
const aSocket = () => new EventEmitter() as unknown as Socket

test('a pause ends when its time is over, its client leaves, or all are ended', async () => {
  const { pause, endAll } = createPauses()
  const ended: string[] = []
  const [leaves, stays, patient] = [aSocket(), aSocket(), aSocket()]
  const pauses = [
    pause(5, patient).then(() => ended.push('time')),
    pause(LONG_MS, leaves).then(() => ended.push('left')),
    pause(LONG_MS, stays).then(() => ended.push('all')),
  ]
  await pauses[0]
  expect(ended).toEqual(['time'])
  leaves.emit('close')
  await pauses[1]
  expect(ended).toEqual(['time', 'left'])
  endAll()
  await pauses[2]
  expect(ended).toEqual(['time', 'left', 'all'])
  for (const socket of [leaves, stays, patient]) expect(socket.listenerCount('close')).toBe(0)
})
