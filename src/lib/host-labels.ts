/** Labels under the server's domain that are the server's own. */

/** Hosts that platforms' clients call beside the organizations': tokens, and the page that asks for approval. */
export const SERVICE_LABELS: readonly string[] = ['auth', 'dashboard']

/** These name no organization, whatever answers there. */
export const RESERVED_LABELS: readonly string[] = [...SERVICE_LABELS, 'www', 'admin']
