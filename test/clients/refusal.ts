/** What a refused call of the SDK throws. */
import { CommerceLayerStatic } from '@commercelayer/sdk'

export interface Refusal {
  status: number | undefined
  /** The answer's status line, as words: `Unprocessable Entity`. */
  message: string
  errors: { title: string; detail: string; code: string; status: string }[]
}

/** Waits for the call's end; fails unless the SDK took it for a refusal of the API. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call
  } catch (error) {
    if (!CommerceLayerStatic.isApiError(error)) throw error
    const { status, message, errors } = error
    return { status, message, errors }
  }
  throw new Error('the call was not refused')
}
