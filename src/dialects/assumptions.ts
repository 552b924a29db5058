/**
 * What a platform's documentation leaves open, as a table that the command line can read: each setting with its
 * meaning and the values it may have. `--assume shopline.sinceIdMode=resume` is one of them as text.
 */

/** What a setting may be. */
export interface Choice<T> {
  /** For people: `after, resume`. */
  allowed: string
  /** Undefined where the text means none of them. */
  read(text: string): T | undefined
  write(value: T): string
}

/** One of these words. */
export const oneOf = <const V extends string>(...words: readonly V[]): Choice<V> => ({
  allowed: words.join(', '),
  read: (text) => words.find((word) => word === text),
  write: (value) => value,
})

export const yesNo: Choice<boolean> = {
  allowed: 'true, false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  write: String,
}

export const wholeNumber = (least: number, most: number): Choice<number> => ({
  allowed: `a whole number from ${least} to ${most}`,
  read: (text) => {
    const value = Number(text)
    return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined
  },
  write: String,
})

/** Any of these words, in their order; a plus joins them, since a comma parts one setting from the next. */
export const someOf = <const V extends string>(...words: readonly V[]): Choice<readonly V[]> => ({
  allowed: `one or more of ${words.join(', ')}, joined by +`,
  read(text) {
    const asked = text.split('+')
    return asked.every((word) => words.some((known) => known === word))
      ? words.filter((word) => asked.includes(word))
      : undefined
  },
  write: (value) => value.join('+'),
})

/** Two whole numbers from 1 on, `40/4`. */
export const pairOf = <A extends string, B extends string>(
  first: A,
  second: B,
): Choice<Record<A | B, number>> => ({
  allowed: `<${first}>/<${second}> such as 40/4`,
  read(text) {
    const [, a, b] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? []
    return a && b ? ({ [first]: Number(a), [second]: Number(b) } as Record<A | B, number>) : undefined
  },
  write: (value) => `${value[first]}/${value[second]}`,
})

/** The same, or that word for null. */
export const orNull = <T>(word: string, choice: Choice<T>): Choice<T | null> => ({
  allowed: `${word}, ${choice.allowed}`,
  read: (text) => (text === word ? null : choice.read(text)),
  write: (value) => (value === null ? word : choice.write(value)),
})

/** Every setting of a platform: a new one does not compile until it is here. */
export type AssumptionTable<S> = { readonly [K in keyof S]: { meaning: string; choice: Choice<S[K]> } }

/** A setting as people read it. */
export interface Assumption {
  name: string
  meaning: string
  allowed: string
  default: string
}

export const describeAssumptions = <S extends object>(table: AssumptionTable<S>, defaults: S): Assumption[] =>
  namesOf(table).map((name) => {
    const { meaning, choice } = table[name]
    return { name: String(name), meaning, allowed: choice.allowed, default: choice.write(defaults[name]) }
  })

const namesOf = <S extends object>(table: AssumptionTable<S>) => Object.keys(table) as (keyof S)[]

/** Why a setting cannot be had: one line that says name, value and what is allowed. */
export class WrongAssumption extends Error {
  constructor(problem: string) {
    super(problem)
    this.name = 'WrongAssumption'
  }
}

/**
 * The settings that `given` asks for, texts by name: `{ since_id_mode: 'resume' }` is the same as
 * `{ sinceIdMode: 'resume' }`. Throws `WrongAssumption`.
 */
export function readAssumptions<S extends object>(
  table: AssumptionTable<S>,
  platform: string,
  given: ReadonlyMap<string, string>,
): Partial<S> {
  const settings: Partial<S> = {}
  for (const [asked, text] of given) {
    const name = namesOf(table).find((known) => plain(String(known)) === plain(asked))
    if (name === undefined)
      throw new WrongAssumption(
        `${platform} has no assumption ${JSON.stringify(asked)}. Allowed: ${namesOf(table).join(', ')}.`,
      )
    const { choice } = table[name]
    const value = choice.read(text)
    if (value === undefined)
      throw new WrongAssumption(
        `${platform}.${String(name)} is ${JSON.stringify(text)}. Allowed: ${choice.allowed}.`,
      )
    settings[name] = value
  }
  return settings
}

/** However the words of the name are joined. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase()

/** The dialects as asked for, and the others as they are: `['easycart.pageSize=50']`. Throws `WrongAssumption`. */
export function assuming<D extends { name: string; assuming?(given: ReadonlyMap<string, string>): D }>(
  dialects: readonly D[],
  asked: readonly string[],
): D[] {
  const given = new Map<string, Map<string, string>>()
  for (const one of asked) {
    const [, platform, name, text] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(one) ?? []
    if (platform === undefined || name === undefined || text === undefined)
      throw new WrongAssumption(
        `${JSON.stringify(one)} is no assumption. Allowed: <platform>.<name>=<value>, such as shopline.sinceIdMode=resume.`,
      )
    const known = dialects.filter((dialect) => dialect.assuming).map((dialect) => dialect.name)
    if (!known.includes(platform))
      throw new WrongAssumption(
        `${JSON.stringify(platform)} has no assumptions to choose. Allowed: ${known.join(', ')}.`,
      )
    given.set(platform, (given.get(platform) ?? new Map()).set(name, text))
  }
  return dialects.map((dialect) => {
    const own = given.get(dialect.name)
    return (own && dialect.assuming?.(own)) ?? dialect
  })
}
