/**
 * Puts a counter into every branch of a module: bodies of functions, arms of conditions, what stands behind `&&`, `||` and
 * `??`, cases of a switch. Texts and regular expressions of the source are told too, since a parser's words stand in it.
 */
import { parseAst } from 'vite'

/** Code with counters from `first` on, and how many there are. */
export function instrument(source, first) {
  /** @type {[at: number, text: string][]} */
  const inserts = []
  const words = new Set()
  let count = 0
  const hit = () => `globalThis.fuzzHits[${first + count++}]=1`
  const inBlock = (node) => inserts.push([node.start + 1, `${hit()};`])
  const asValue = (node) => inserts.push([node.start, `(${hit()},`], [node.end, ')'])
  const asStatement = (node) => {
    if (!node) return
    if (node.type === 'BlockStatement') inBlock(node)
    else inserts.push([node.start, `{${hit()};`], [node.end, '}'])
  }
  walk(parseAst(source), (node) => {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (node.body.type === 'BlockStatement') inBlock(node.body)
        else asValue(node.body)
        break
      case 'IfStatement':
        asStatement(node.consequent)
        asStatement(node.alternate)
        break
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'WhileStatement':
        asStatement(node.body)
        break
      case 'ConditionalExpression':
        asValue(node.consequent)
        asValue(node.alternate)
        break
      case 'LogicalExpression':
        asValue(node.right)
        break
      case 'SwitchCase':
        if (node.consequent[0]) inserts.push([node.consequent[0].start, `${hit()};`])
        break
      case 'CatchClause':
        inBlock(node.body)
        break
      case 'Literal':
        if (typeof node.value === 'string' && node.value.length > 0 && node.value.length <= 40)
          words.add(node.value)
        break
      case 'Property':
        if (node.key.type === 'Identifier') words.add(node.key.name)
        break
    }
  })
  return { code: `${tell(words)}${spliced(source, inserts)}`, count }
}

const tell = (words) =>
  words.size === 0 ? '' : `for(const w of ${JSON.stringify([...words])})globalThis.fuzzWords.add(w);`

/** Of what goes to one place, closing comes before opening, and what was put in later lies further in. */
function spliced(source, inserts) {
  const closes = inserts.map(([at, text], order) => ({
    at,
    text,
    order,
    isClose: text === ')' || text === '}',
  }))
  closes.sort(
    (a, b) =>
      a.at - b.at ||
      Number(b.isClose) - Number(a.isClose) ||
      (a.isClose ? b.order - a.order : a.order - b.order),
  )
  let code = ''
  let from = 0
  for (const { at, text } of closes) {
    code += source.slice(from, at) + text
    from = at
  }
  return code + source.slice(from)
}

function walk(node, visit) {
  if (Array.isArray(node)) for (const one of node) walk(one, visit)
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return
  if (typeof node.type === 'string') visit(node)
  for (const [name, value] of Object.entries(node)) if (name !== 'parent') walk(value, visit)
}
