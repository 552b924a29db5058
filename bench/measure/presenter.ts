/** Writing a page as text in one pass beside building its objects and `JSON.stringify`, in this process. */
import type { Stores } from '../data/stores.ts'
import type { Measured } from './measured.ts'

export async function measurePresenter(
  _customers: number,
  _deps: { stores: Stores; rounds: number },
): Promise<Measured> {
  throw new Error('There is no presenter that writes text in one pass yet')
}
