/** Why nothing was checked, in one line. */
export class NotChecked extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'NotChecked'
  }
}

/** The check was asked for in a way that cannot work. */
export class WrongCheck extends NotChecked {
  constructor(reason: string) {
    super(reason)
    this.name = 'WrongCheck'
  }
}
