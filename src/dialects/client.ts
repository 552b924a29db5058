/** How to read customers from any server that speaks a dialect: one request a page, until there is no next. */
import type { WireResponse } from './dialect.ts'

/** A request below the server's origin; what is left out is `GET`, no headers and no body. */
export interface ClientRequest {
  method?: string
  /** From the root, query included: `/api/v1/customers?currency=usd`. */
  url: string
  headers?: Record<string, string>
  body?: string
}

export interface DialectClient {
  /** Headers that present the credential; exchanges it first where the platform wants that. */
  authorize(
    credential: Readonly<Record<string, string>>,
    send: (request: ClientRequest) => Promise<Pick<WireResponse, 'status' | 'body'>>,
  ): Promise<Record<string, string>>
  /**
   * The first page of customers; `currency` (ISO 4217) where the platform lists by currency, `pageSize`
   * where it lets the caller choose (default: as many as it allows).
   */
  firstPage(options: { currency: string; pageSize?: number }): string
  /** The page after this answer, or null when it was the last. */
  nextPage(url: string, answer: Pick<WireResponse, 'headers' | 'body'>): string | null
  /** The public ids of the page's customers, in order. */
  customerIds(answer: Pick<WireResponse, 'body'>): string[]
}
