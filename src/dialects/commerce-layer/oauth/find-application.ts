/** The application that a client id and a secret stand for. */
import type { Standing } from '../../../core/credentials.ts'
import type { Services, WireRequest } from '../../dialect.ts'
import { agreesWithHost, DIALECT, isUsable } from '../tokens.ts'

/** The usable application of that id in the organization of the Host; with it what became of that token. */
export async function findApplication(
  clientId: string,
  token: string,
  request: WireRequest,
  services: Services,
): Promise<Standing | null> {
  const found = await services.credentials.standing(DIALECT, clientId, services.secrets.hash(token))
  const usable = found && isUsable(found.credential, services) && agreesWithHost(found.organization, request)
  return usable ? found : null
}
