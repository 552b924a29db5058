/** Ports of the store whose calls count into the stages of one request. */
import { enter, leave, type Stages } from './stages.ts'

type Method = (...given: unknown[]) => unknown

/**
 * The same port, for one request. A proxy makes no more of it than the request uses, and its members can be taken out or
 * spread all the same.
 */
export const metered = <P extends object>(port: P, stages: Stages): P =>
  new Proxy(port, {
    get(target, name) {
      const member = target[name as keyof P] as unknown
      return typeof member === 'function' ? counted(member as Method, target, stages) : member
    },
  })

const counted =
  (method: Method, port: object, { store }: Stages): Method =>
  (...given) => {
    const left = <T>(result: T): T => {
      leave(store, performance.now())
      return result
    }
    const failed = (error: unknown) => {
      throw left(error)
    }
    enter(store, performance.now())
    try {
      const result = method.apply(port, given)
      return result instanceof Promise ? result.then(left, failed) : left(result)
    } catch (error) {
      return failed(error)
    }
  }
