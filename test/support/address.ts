/** An address with everything that Commerce Layer requires of one. */
export const ADDRESS = {
  first_name: 'Ada',
  last_name: 'Byron',
  line_1: '1 High St',
  city: 'London',
  zip_code: 'N1',
  country_code: 'GB',
  phone: '1',
}
