/** What the SDK's published types say about a resource, read from the installed package. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const library = dirname(fileURLToPath(import.meta.resolve('@commercelayer/sdk')))
const file = readdirSync(library).find((name) => /^api-.*\.d\.ts$/.test(name))
const declarations = readFileSync(join(library, file ?? ''), 'utf8')

/** The members that an answer may have, each optional or not: attributes and relationships alike. */
export function membersOf(name: string): string[] {
  const body = new RegExp(`^interface ${name} extends Resource \\{\\n(.*?)^\\}`, 'ms').exec(declarations)?.[1]
  if (body === undefined) throw new Error(`the SDK knows no ${name}`)
  return [...body.matchAll(/^ {4}(?:readonly )?(\w+)\??: /gm)].map((match) => match[1] ?? '')
}

/** The fields that its lists can be sorted by. */
export function sortFieldsOf(name: string): string[] {
  const own = new RegExp(`^type ${name}Sort = Pick<${name}, ([^>]*)>`, 'm').exec(declarations)?.[1]
  if (own === undefined) throw new Error(`the SDK sorts no ${name}`)
  return [...own.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '')
}
