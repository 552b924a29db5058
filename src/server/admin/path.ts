/** Where the admin API is. */
export const ADMIN_PATH = '/clientele/v1'
