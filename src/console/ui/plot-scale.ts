/** Where the lines of a plot's grid are: at round values, from 0 to above the highest. `plotScale(230)` goes to 250 by 50. */
export function plotScale(highest: number): { ticks: number[]; top: number } {
  const most = Math.max(highest, 1)
  const power = 10 ** Math.floor(Math.log10(most / 4))
  const step =
    [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one * 5 >= most && isWhole(one)) ?? 1
  const count = Math.ceil(most / step)
  return { ticks: Array.from({ length: count + 1 }, (_, index) => index * step), top: count * step }
}

/** Counts have no halves; below 1 there are none. */
const isWhole = (step: number): boolean => step >= 1 && Number.isInteger(step)
