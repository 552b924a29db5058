/** What was pressed is gone: the keyboard goes on in the page, not at its beginning. */
export const keepFocus = (): void => document.getElementById('page')?.focus()
