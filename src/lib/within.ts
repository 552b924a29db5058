/** Thrown by `within`. */
export class TooLate extends Error {}

/**
 * What `work` gives, or `TooLate` after so many milliseconds, or as soon as `lost` is aborted. The work itself goes on,
 * and what becomes of it then is nobody's concern. `await within(250, fetch(url))`
 */
export async function within<T>(milliseconds: number, work: Promise<T>, lost?: AbortSignal): Promise<T> {
  work.catch(() => {})
  let giveUp = () => {}
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<T>((resolve, reject) => {
      giveUp = () => reject(new TooLate('lost while it was asked'))
      timer = setTimeout(() => reject(new TooLate(`no answer within ${milliseconds} ms`)), milliseconds)
      lost?.addEventListener('abort', giveUp)
      work.then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    lost?.removeEventListener('abort', giveUp)
  }
}
