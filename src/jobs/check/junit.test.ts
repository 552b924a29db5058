import { expect, test } from 'vitest'
import { junitOf } from './junit.ts'

test('one testcase a case, with what XML cannot hold taken out', () => {
  const difference = { at: 'body', expected: '<a> & "b"', got: 'bell \u0007 and half \ud800' }
  const text = junitOf({
    dialect: 'easycart',
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: [],
    cases: [
      { case: 'fine', source: 'Docs', outcome: 'passed', seconds: 0.5 },
      { case: 'a "quoted" <name>', source: 'Docs', outcome: 'failed', differences: [difference], seconds: 0 },
      { case: 'left out', source: 'Docs', outcome: 'skipped', reason: 'not known: order', seconds: 0 },
    ],
    requests: 2,
    retries: 0,
    left: [],
    interrupted: false,
    seconds: 1,
  })
  expect(text).toContain('tests="3" failures="1" errors="0" skipped="1" time="1.000"')
  expect(text).toContain('<testcase name="fine" classname="clientele.easycart" time="0.500"/>')
  expect(text).toContain('name="a &quot;quoted&quot; &lt;name&gt;"')
  expect(text).toContain('got      bell \ufffd and half \ufffd\nsource: Docs</failure>')
  expect(text).toContain('<skipped message="not known: order"/>')
})
