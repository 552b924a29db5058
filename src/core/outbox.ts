/** The outbox as its workers see it: take what is due, say what came of it. */
import type { Delivery, JsonObject, Notice, Webhook } from './schema.ts'

/** The topic of a webhook that hears of everything its platform tells. */
export const EVERY_TOPIC = '*'

/** A delivery that one worker has until its lease ends; `lease` says which taking it was. */
export interface Claimed {
  organization: number
  delivery: Delivery
  webhook: Webhook
  notice: Notice
  lease: Date
}

/** One request, and what came of it. */
export interface Attempt {
  at: Date
  /** As sent; null when it could not be made. */
  headers?: Readonly<Record<string, string>> | null
  body: string | null
  status: number | null
  message: string | null
  excerpt: string | null
  milliseconds: number
}

export interface Outcome {
  attempt: Attempt
  /** `delivered`, `dead`, or tried again at that time. */
  next: 'delivered' | 'dead' | Date
  /** So many failures in a row open the webhook's circuit; null: never. */
  breakerFailures: number | null
  /** Given up without any success of the webhook meanwhile: it is called no more (`disabledAt`). */
  endsWebhook: boolean
}

export interface Outbox {
  /** The webhooks that have something due and may be called. */
  due(now: Date): Promise<{ organization: number; webhook: number }[]>
  /**
   * Takes what is due, until `lease`: for each webhook at most so many, the oldest first, and never one whose
   * elder of the same webhook and subject is still under way. Several processes may take at once.
   */
  claim(
    organization: number,
    wanted: readonly { webhook: number; atMost: number }[],
    now: Date,
    lease: Date,
  ): Promise<Claimed[]>
  /**
   * Makes due what waits for a time that a clock has gone back from: what was last touched after `now`. Gives how many that
   * were.
   */
  overtake(now: Date): Promise<number>
  /** Keeps the attempt; moves the delivery on unless another worker has it by now. */
  record(claimed: Claimed, outcome: Outcome): Promise<void>
  /** Sends it again from the first attempt on; with a new snapshot where one is given. False: there is none. */
  replay(organization: number, delivery: number, now: Date, snapshot?: JsonObject): Promise<boolean>
}
