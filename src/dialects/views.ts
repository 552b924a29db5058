/** How one customer is read on each platform, for people who lay the answers side by side. */
import type { Organization } from '../core/ports.ts'

/** The same words on every platform: the customer alone, with all that is shown inside it, with its orders. */
export const VIEW_NAMES = ['customer', 'details', 'orders'] as const
export type ViewName = (typeof VIEW_NAMES)[number]

export interface ViewSubject {
  /** The customer's id on this platform. */
  id: string
  organization: Pick<Organization, 'slug'>
  /** Of the figures, where the platform shows them in one currency: `EUR`. */
  currency: string
  /** Where the server is asked: `http://127.0.0.1:8080`. */
  origin: string
  /** What the hosts of the platform's own clients end with, with the port: `localhost:8080`. */
  domain: string
}

/**
 * Where a member shows a field: `data.attributes.email`. `[]` is each element of a list, `[type=tags]` each of those
 * whose member `type` is `tags`.
 */
export type MemberPath = string
/** `note` tells how the value differs from what is kept; several paths show the same field, the main one first. */
export type Place = MemberPath | { at: MemberPath | readonly MemberPath[]; note?: string }

export interface CustomerViews {
  /** Below the origin, query included: what is asked by `GET`. */
  url(view: ViewName, subject: ViewSubject): string
  /** The same in the platform's own library, or as its documentation shows it; secrets come from the environment. */
  code(view: ViewName, subject: ViewSubject): string
  /** What that code is, for people: `JavaScript with @commercelayer/sdk`. */
  language: string
  /** What is presented as `$TOKEN`, for people. */
  token: string
  /**
   * The members by the core's name of what they show, `customer.email`; the three public ids of a record are one, `customer.id`.
   * What is not named is not shown, or is nothing of the core's.
   */
  fields: Readonly<Record<string, Place>>
  /** Members that differ in every answer and tell nothing of the customer: `trace_id`. */
  passing: readonly string[]
}
