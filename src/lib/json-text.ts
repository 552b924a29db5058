/** Pieces of JSON text, as `JSON.stringify` writes them. */

/** Nothing to escape, and no half of a surrogate pair. */
const PLAIN = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/

/** `quote('a"b') === '"a\\"b"'`; several times as fast as `JSON.stringify` where there is nothing to escape. */
export const quote = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text))
