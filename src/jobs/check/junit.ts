/** A check's result as JUnit XML, which GitHub, GitLab and Jenkins read. */
import type { CheckedCase, CheckResult } from './result.ts'

export function junitOf(result: CheckResult): string {
  const { dialect, cases, failed, skipped, seconds } = result
  const suite = attributes({
    name: `clientele check ${dialect}`,
    tests: String(cases.length),
    failures: String(failed),
    errors: '0',
    skipped: String(skipped),
    time: seconds.toFixed(3),
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${suite}>`,
    `<testsuite${suite}>`,
    ...cases.map((one) => testCase(dialect, one)),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function testCase(dialect: string, one: CheckedCase): string {
  const open = `<testcase${attributes({ name: one.case, classname: `clientele.${dialect}`, time: one.seconds.toFixed(3) })}`
  if (one.outcome === 'passed') return `${open}/>`
  if (one.outcome === 'skipped')
    return `${open}><skipped${attributes({ message: one.reason ?? '' })}/></testcase>`
  const differences = one.differences ?? []
  const [first] = differences
  const message = first ? `${first.at}: expected ${first.expected}, got ${first.got}` : ''
  const text = [
    ...differences.map(({ at, expected, got }) => `at ${at}\n  expected ${expected}\n  got      ${got}`),
    `source: ${one.source}`,
  ].join('\n')
  return `${open}><failure${attributes({ message, type: 'difference' })}>${escaped(text)}</failure></testcase>`
}

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`)
    .join('')

/** XML 1.0 has no place for most control characters and for halves of surrogate pairs. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must go
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
