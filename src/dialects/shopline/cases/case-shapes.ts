/** Shapes that several of SHOPLINE's conformance cases share. */
import type { Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'

export const errors = (text: string | RegExp = /\S/): Shape => ({ errors: text })

type Customers = { customers?: Record<string, unknown>[] }

/** The page holds exactly these ids in this order; `{fact}` names are given without braces. */
export const idsOf = (...names: string[]): Shape =>
  reliesOn(names, (body, facts) => {
    const wanted = names.map((name) => facts[name] ?? name).join(', ')
    const got = (body as Customers).customers?.map((customer) => customer.id).join(', ')
    return got === wanted || `customers ${wanted}`
  })

/** So many customers: of all that there are, those that fit. */
export const atMost = (limit: number): Shape =>
  reliesOn(['count'], (body, { count }) => {
    const wanted = Math.min(limit, Number(count))
    return (body as Customers).customers?.length === wanted || `${wanted} customers`
  })

export const NO_CUSTOMERS: Shape = { customers: [] }

/** A single `link` entry of that direction, as the vendor's SDK reads it. */
export const linkTo = (rel: 'next' | 'previous', limit: number): RegExp =>
  new RegExp(
    `^<https?://[^/<>,]+/admin/openapi/[^/]+/v2/customers\\.json\\?limit=${limit}&page_info=[A-Za-z0-9_-]+>; rel="${rel}"$`,
  )

/** Both directions on one line, next first. */
export const linksBothWays = (limit: number): RegExp =>
  new RegExp(
    `^<[^<>,]+/v2/customers\\.json\\?limit=${limit}&page_info=[A-Za-z0-9_-]+>; rel="next", <[^<>,]+\\?limit=${limit}&page_info=[A-Za-z0-9_-]+>; rel="previous"$`,
  )

/** That instant, which a store in its own zone shows so. */
export const instant = (shown: string): Shape =>
  reliesOn(['time_zone'], (value, { time_zone: zone }) =>
    zone === 'Asia/Shanghai'
      ? value === shown || shown
      : (TIME.test(String(value)) && Date.parse(String(value)) === Date.parse(shown)) ||
        `the instant ${shown}`,
  )

/** So many characters has the word that is a run's alone: the fact `run`. */
export const RUN_LENGTH = 8

export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/
