/**
 * For `NODE_OPTIONS=--import`: the time of day is so many milliseconds ahead as the file that SHIFTED_CLOCK names says,
 * whenever that changes. Timers go on evenly, as they do where a machine's clock is set.
 */
import { readFileSync } from 'node:fs'

const file = process.env.SHIFTED_CLOCK ?? ''
const RealDate = Date
let ahead = 0
const look = () => {
  ahead = Number(readFileSync(file, 'utf8'))
}
look()
setInterval(look, 50).unref()

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length > 0 ? given : [RealDate.now() + ahead]))
  }

  static now() {
    return RealDate.now() + ahead
  }
}
