/** An instant as a wall clock shows it, whole seconds: `localTime(t, 480)` is `2026-09-02T21:58:35+08:00`. */
export function localTime(time: Date, minutesEastOfUtc: number): string {
  const local = new Date(time.getTime() + minutesEastOfUtc * 60_000).toISOString().slice(0, 19)
  const size = Math.abs(minutesEastOfUtc)
  const pair = (value: number) => String(value).padStart(2, '0')
  return `${local}${minutesEastOfUtc < 0 ? '-' : '+'}${pair(Math.floor(size / 60))}:${pair(size % 60)}`
}
