/** Shapes that several of SHOPLINE's conformance cases share. */
import type { Facts, Shape } from '../../case.ts'

export const errors = (text: string | RegExp = /\S/): Shape => ({ errors: text })

type Customers = { customers?: Record<string, unknown>[] }

/** The page holds exactly these ids in this order; `{fact}` names are given without braces. */
export const idsOf =
  (...names: string[]) =>
  (body: unknown, facts: Facts): true | string => {
    const wanted = names.map((name) => facts[name] ?? name).join(', ')
    const got = (body as Customers).customers?.map((customer) => customer.id).join(', ')
    return got === wanted || `customers ${wanted}`
  }

/** So many customers. */
export const countOf =
  (wanted: (facts: Facts) => number) =>
  (body: unknown, facts: Facts): true | string =>
    (body as Customers).customers?.length === wanted(facts) || `${wanted(facts)} customers`

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

export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/
