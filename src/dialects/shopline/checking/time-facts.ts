/** A time as SHOPLINE shows it, in all the ways in which a case sends it; with the facts' names. */
import type { Facts } from '../../case.ts'

/**
 * `timeFacts('older_created', '2022-05-31T15:32:46+08:00')` gives `older_created` and, a second off, `older_created_next`
 * and `…_before`, all encoded for a query; `…_raw` with its plus, `…_utc`, `…_local` without an offset, `…_fraction`.
 */
export function timeFacts(name: string, shown: string): Facts {
  const at = Date.parse(shown)
  const utc = (later: number) => new Date(at + later * 1000).toISOString().slice(0, 19)
  return {
    [name]: encodeURIComponent(shown),
    [`${name}_next`]: `${utc(1)}Z`,
    [`${name}_before`]: `${utc(-1)}Z`,
    [`${name}_raw`]: shown,
    [`${name}_utc`]: `${utc(0)}Z`,
    [`${name}_local`]: shown.slice(0, 19),
    [`${name}_fraction`]: `${utc(0)}.1Z`,
  }
}
