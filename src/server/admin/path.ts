/** Where the admin API is. */
export const ADMIN_PATH = '/clientele/v1'
export const ownsAdmin = (path: string): boolean => path === ADMIN_PATH || path.startsWith(`${ADMIN_PATH}/`)
