/** A comment, a string, a quoted name, a dollar-quoted body, the end of a statement, or what lies between. */
const TOKEN = /--[^\n]*|'(?:[^']|'')*'|"[^"]*"|\$(\w*)\$[\s\S]*?\$\1\$|;|[^;'"$-]+|./gs

/** The statements of an SQL text, without their semicolons and without comments. `sqlStatements("a; b")` is `['a', 'b']` */
export function sqlStatements(text: string): string[] {
  const statements = ['']
  for (const [token] of text.matchAll(TOKEN))
    if (token === ';') statements.push('')
    else if (!token.startsWith('--')) statements.push(`${statements.pop()}${token}`)
  return statements.map((statement) => statement.trim()).filter(Boolean)
}
