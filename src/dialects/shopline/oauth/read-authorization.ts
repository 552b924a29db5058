/** What an app asks of the authorization page, checked against what it registered (section 2.2, step 2). */
import type { Services, WireRequest } from '../../dialect.ts'
import type { Pairs } from '../../sealed-request.ts'
import { type App, addressedStore, findApp, isOf } from './find-app.ts'

export interface Authorization {
  app: App
  redirectUri: string
  scopes: string[]
  customField: string | null
}

/** The members that count; others are ignored. */
export const MEMBERS = ['appKey', 'responseType', 'scope', 'redirectUri', 'customField'] as const

/** A problem is told to the person: the platform documents no way to tell the app. */
export async function readAuthorization(
  pairs: Pairs,
  request: WireRequest,
  services: Services,
): Promise<Authorization | { problem: string }> {
  const repeated = MEMBERS.find((member) => pairs.filter(([name]) => name === member).length > 1)
  if (repeated) return { problem: `The parameter ${repeated} is repeated.` }
  const values = new Map(pairs)
  const addressed = await addressedStore(request, services)
  if (addressed === 'none') return { problem: 'There is no such store.' }
  const app = await findApp(values.get('appKey') ?? '', services)
  if (!app || !isOf(app, addressed)) return { problem: 'This store has no app of this key.' }
  const redirectUri = values.get('redirectUri') ?? ''
  // Compared as text, character by character (RFC 9700 section 2.1).
  if (!app.registered.redirectUris.includes(redirectUri))
    return { problem: 'redirectUri is not one that the app registered.' }
  if (values.get('responseType') !== 'code') return { problem: 'responseType must be code.' }
  const scopes = [...new Set((values.get('scope') ?? '').split(',').map((scope) => scope.trim()))].filter(
    Boolean,
  )
  if (scopes.length === 0) return { problem: 'scope is missing.' }
  const tooMuch = scopes.find((scope) => !app.registered.scopes.includes(scope))
  if (tooMuch) return { problem: `scope ${tooMuch} is not among the app’s.` }
  return { app, redirectUri, scopes, customField: values.get('customField') ?? null }
}
