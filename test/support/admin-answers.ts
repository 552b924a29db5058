/** Whether what the admin API answers is what the route says that it answers. */
import { Ajv } from 'ajv'
import { createRouter } from '../../src/lib/route.ts'
import { isUuid } from '../../src/lib/uuid.ts'
import { ADMIN_ROUTES } from '../../src/server/admin/routes.ts'

const ajv = new Ajv({ strict: false, allErrors: true })
ajv.addFormat('date-time', (text: string) => new Date(text).toISOString() === text)
ajv.addFormat('uuid', isUuid)
const routeOf = createRouter([...ADMIN_ROUTES])

/** Throws unless it is; refusals are not looked at. */
export function checkAnswer(
  method: string,
  path: string,
  { status, body }: { status: number; body: unknown },
) {
  const { answers } = routeOf(method, path).match?.route ?? {}
  if (status < 300 && answers && !ajv.validate(answers, body))
    throw new Error(`${method} ${path} answered what it does not say: ${ajv.errorsText(ajv.errors)}`)
}
