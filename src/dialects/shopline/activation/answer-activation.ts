/**
 * What an activation link leads to: GET shows the form and changes nothing (mail programs look at links), POST sets the
 * password. The token stands in the query, which no log keeps.
 */
import { parsePairs } from '../../../lib/query-string.ts'
import { percentDecode } from '../../../lib/route.ts'
import type { Services, WireRequest, WireResponse } from '../../dialect.ts'
import { passwordFields, passwordProblem } from '../customers/password.ts'
import { openLink, takeLink } from './links.ts'
import { donePage, endedPage, formPage } from './page.ts'

export const PATH = '/user/activate/'

export const isActivation = (path: string): boolean => path.startsWith(PATH)

/** `http://open001.localhost:8080/user/activate/open001?token=…` */
export const activationUrl = (origin: string, handle: string, token: string): string =>
  `${origin}${PATH}${handle}?token=${token}`

const COMPLAINTS: Readonly<Record<string, string>> = {
  password: 'The password must have between 6 and 18 characters.',
  password_confirmation: 'The two passwords differ.',
}

export async function answerActivation(request: WireRequest, services: Services): Promise<WireResponse> {
  const { method, path, hostLabel, query, body } = request
  services.onRoute?.(`${PATH}:handle`)
  const store = await services.organizations.byLabel(percentDecode(path.slice(PATH.length)))
  const addressed = hostLabel === null ? store : await services.organizations.byLabel(hostLabel)
  if (!store || addressed?.key !== store.key) return endedPage()
  const sent = new Map(parsePairs(method === 'POST' ? body : query))
  const token = sent.get('token') ?? ''
  if (!(await openLink(services.records, store.key, token, services))) return endedPage()
  if (method !== 'POST') return formPage(store.name, path, token)
  const password = sent.get('password') ?? ''
  const problem = passwordProblem(password, sent.get('password_confirmation') ?? '')
  if (problem) return formPage(store.name, path, token, COMPLAINTS[problem[0]])
  const fields = await passwordFields(password, services)
  return (await takeLink(services, store.key, token, fields)) ? donePage(store.name) : endedPage()
}
