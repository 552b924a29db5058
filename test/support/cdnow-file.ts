/** A small file like the CDNOW master file: repeated lines, free orders, customers of one and of many orders. */
export function cdnowText(customers: number): string {
  let state = 20_260_101
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  const lines: string[] = []
  for (let id = 1; id <= customers; id++) {
    let month = 1 + next(3)
    for (let orders = 1 + next(5); orders > 0 && month <= 12; orders--) {
      const cents = next(12) === 0 ? 0 : 500 + next(9000)
      const line = ` ${String(id).padStart(5, '0')} 1997${String(month).padStart(2, '0')}${String(1 + next(28)).padStart(2, '0')} ${String(1 + next(5)).padStart(2)} ${(cents / 100).toFixed(2).padStart(7)}`
      lines.push(line)
      if (next(10) === 0) lines.push(line)
      month += 1 + next(3)
    }
  }
  return `${lines.join('\r\n')}\r\n`
}
