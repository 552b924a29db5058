/** The field of a record that holds the public id of each form. */
export const ID_FIELDS = { short: 'shortId', number: 'numberId', uuid: 'uuidId' } as const
