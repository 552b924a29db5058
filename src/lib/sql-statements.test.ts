import { expect, test } from 'vitest'
import { sqlStatements } from './sql-statements.ts'

test.each<[string, string[]]>([
  ['', []],
  ['select 1', ['select 1']],
  ['select 1; -- two; three\nselect 2;\n', ['select 1', 'select 2']],
  [
    "select ';', '''; --', 5 - 3 as \"a;b\"; select 2",
    ["select ';', '''; --', 5 - 3 as \"a;b\"", 'select 2'],
  ],
  ['do $$ begin; a; end $$; do $x$ $$;$$ $x$; b', ['do $$ begin; a; end $$', 'do $x$ $$;$$ $x$', 'b']],
])('%j', (text, statements) => {
  expect(sqlStatements(text)).toEqual(statements)
})
