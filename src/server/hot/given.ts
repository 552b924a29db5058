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
  #response: WireResponse | undefined

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
  /** The same each time: several look at its status alone. */
  get response(): WireResponse {
    this.#response ??= new GivenResponse(this.#ready, this.#id, this.#headers)
    return this.#response
  }
}

class GivenResponse implements WireResponse {
  readonly status = 200
  readonly headers: Record<string, string>
  readonly #ready: ReadyAnswer
  readonly #id: string

  constructor(ready: ReadyAnswer, id: string, headers: Record<string, string>) {
    this.#ready = ready
    this.#id = id
    this.headers = headers
  }

  /** Who keeps many answers keeps the bytes once. */
  get body(): string {
    return takeBody({ ...this.#ready, spare: null }, this.#id).toString()
  }
}
