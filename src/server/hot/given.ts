/** What is told of an answer from memory. */
import type { RequestCaller, WireRequest, WireResponse } from '../../dialects/dialect.ts'
import type { Exchange } from '../exchange.ts'
import { type ReadyAnswer, takeBody } from './ready-answer.ts'

/**
 * An answer from memory as those see it who watch. They may keep thousands and look at none: what is not said by the ready
 * answer is made when it is asked for.
 */
export class Given implements Exchange {
  readonly arrives = 'all'
  readonly fault = null
  readonly request: WireRequest
  readonly milliseconds: number
  readonly #ready: ReadyAnswer
  readonly #id: string
  readonly #headers: Record<string, string>
  readonly #at: number

  /** `at` is in milliseconds since 1970; the headers and the id are those of this answer. */
  constructor(
    ready: ReadyAnswer,
    request: WireRequest,
    {
      id,
      headers,
      at,
      milliseconds,
    }: { id: string; headers: Record<string, string>; at: number; milliseconds: number },
  ) {
    this.#ready = ready
    this.request = request
    this.#id = id
    this.#headers = headers
    this.#at = at
    this.milliseconds = milliseconds
  }

  get dialect(): string {
    return this.#ready.dialect
  }
  get caller(): RequestCaller {
    return this.#ready.hot.caller
  }
  get at(): Date {
    return new Date(this.#at)
  }
  get size(): number {
    return this.#ready.exchangeSize
  }
  get response(): WireResponse {
    const [ready, id] = [this.#ready, this.#id]
    return {
      status: 200,
      headers: this.#headers,
      // Who keeps many answers keeps the bytes once.
      get body() {
        return takeBody({ ...ready, spare: null }, id).toString()
      },
    }
  }
}
