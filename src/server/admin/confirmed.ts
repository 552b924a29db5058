import { text } from './read-members.ts'
import { AdminRefusal } from './refusal.ts'
import { type AdminAsked, type AdminParts, param } from './route.ts'

export const CONFIRM = { confirm: text }

/** What takes a live organization's data away must say whose: `{"confirm": "acme"}`. */
export async function confirmed(
  asked: Pick<AdminAsked, 'params'> & { body: { confirm?: string } },
  { organizations }: AdminParts,
): Promise<string> {
  const { confirm } = asked.body
  const { slug, mode } = await organizations.get(param(asked, 'slug'))
  if (confirm !== undefined && confirm !== slug)
    throw new AdminRefusal('invalid', `confirm must be the slug of the organization, ${slug}`)
  if (mode === 'live' && confirm === undefined)
    throw new AdminRefusal('invalid', `${slug} is live: say {"confirm": ${JSON.stringify(slug)}}`)
  return slug
}
