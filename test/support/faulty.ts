/**
 * A world that fails by plan, for clients that shall survive it: the plan says which fault the n-th request gets.
 *
 *     const { send, requests } = faultySend(world, burst(3, 2, 'rate-limit'))
 *     const { origin, requests, close } = await faultyListen(world, every(5, 'drop-connection'))
 */
import type { WireRequest } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { type Fault, type FaultFor, readFault } from '../../src/server/faults.ts'
import { listen } from './listen.ts'
import { createSend, type World } from './world.ts'

/** `number` counts from 1, over all requests. */
export type FaultPlan = (number: number, request: WireRequest) => Fault | null

/** `count` requests from the `first` on. `fault` as the header has it: `timeout=50`. */
export const burst =
  (first: number, count: number, fault: string): FaultPlan =>
  (number) =>
    number >= first && number < first + count ? readFault(fault) : null

/** Each `step`-th request. */
export const every =
  (step: number, fault: string): FaultPlan =>
  (number) =>
    number % step === 0 ? readFault(fault) : null

/** The first plan that has a fault for the request. */
export const anyOf =
  (...plans: readonly FaultPlan[]): FaultPlan =>
  (number, request) =>
    plans.map((plan) => plan(number, request)).find((fault) => fault !== null) ?? null

/** Requests so far, each with the fault that it got. */
export interface Planned {
  request: WireRequest
  fault: Fault | null
}

export function planned(plan: FaultPlan): { faultFor: FaultFor; requests: readonly Planned[] } {
  const requests: Planned[] = []
  const faultFor: FaultFor = (request) => {
    const fault = plan(requests.length + 1, request)
    requests.push({ request, fault })
    return fault
  }
  return { faultFor, requests }
}

/** As `world.send`. */
export function faultySend(world: World, plan: FaultPlan) {
  const { faultFor, requests } = planned(plan)
  return { send: createSend(dialects, world.services, faultFor), requests }
}

/** Behind a real socket. */
export async function faultyListen(world: World, plan: FaultPlan) {
  const { faultFor, requests } = planned(plan)
  return { ...(await listen(world, { faultFor })), requests }
}
