/**
 * The customer files that platforms' admins export and import, as data: which column is what. Everything that has no
 * place in a customer, its tags or its default address goes into the metadata, the platform's figures included.
 *
 * Shopify: help.shopify.com, "Import and export customer lists"; the columns of today's export, and those of the
 * older one (`Address1` for `Default Address Address1`), which its template had. Ids, phones and post codes come with
 * an apostrophe before them, for spreadsheets.
 *
 * SHOPLINE: help.shopline.com, "Importing Customers" (its template is laid out like Shopify's, which it takes as well,
 * with required columns marked `*`), and the contacts template of its SmartPush in Chinese. The page shows the template
 * as a download alone: what its columns are called beyond those two pages is [assumed].
 */
import type { Columns } from '../exchange/csv-columns.ts'

export interface CustomerLayout {
  platform: string
  /** Where the platform's id of the customer goes: our number id is its id there, or the reference. */
  id: 'number_id' | 'reference'
  columns: Columns
}

/** What the two have in common. */
const COMMON: Columns = {
  first_name: ['First Name'],
  last_name: ['Last Name'],
  email: ['Email'],
  email_consent_state: ['Accepts Email Marketing', 'Accepts Marketing'],
  sms_consent_state: ['Accepts SMS Marketing'],
  phone: ['Phone'],
  note: ['Note', 'Notes'],
  tags: ['Tags'],
  address_company: ['Default Address Company', 'Company'],
  address_line1: ['Default Address Address1', 'Address1', 'Address 1'],
  address_line2: ['Default Address Address2', 'Address2', 'Address 2'],
  address_city: ['Default Address City', 'City'],
  address_province: ['Default Address Province', 'Province', 'State/Province'],
  address_province_code: ['Default Address Province Code', 'Province Code', 'State/Province Code'],
  address_country: ['Default Address Country', 'Country', 'Country/Region'],
  address_country_code: ['Default Address Country Code', 'Country Code', 'Country/Region Code'],
  address_zip: ['Default Address Zip', 'Zip', 'Zip Code', 'Postal Code'],
  address_phone: ['Default Address Phone', 'Address Phone'],
}

const also = (columns: Columns, more: Columns): Columns => ({
  ...columns,
  ...Object.fromEntries(
    Object.entries(more).map(([field, names]) => [field, [...(columns[field] ?? []), ...names]]),
  ),
})

export const SHOPIFY: CustomerLayout = {
  platform: 'shopify',
  id: 'reference',
  columns: also(COMMON, { reference: ['Customer ID'] }),
}

export const SHOPLINE: CustomerLayout = {
  platform: 'shopline',
  id: 'number_id',
  columns: also(COMMON, {
    number_id: ['Customer ID', 'UID', 'User ID', '客户ID', '顾客ID'],
    first_name: ['名', '名字'],
    last_name: ['姓', '姓氏'],
    full_name: ['Name', 'Full Name', 'Customer Name', 'Username', '姓名', '客户姓名'],
    email: ['Email Address', '邮箱'],
    email_consent_state: ['Email Marketing', 'Email Subscription Status', '接受邮件营销', '接受电子邮件营销'],
    sms_consent_state: ['SMS Marketing', 'SMS Subscription Status', '接受短信营销'],
    phone: ['Phone Number', 'Mobile Phone', 'Mobile Phone Number', '手机号', '手机号码'],
    gender: ['Gender', '性别'],
    birthday: ['Birthday', 'Date of Birth', '生日'],
    language: ['Language', '语言'],
    note: ['Remark', 'Remarks', '备注'],
    tags: ['Customer Tags', 'Labels', '标签'],
    address_company: ['公司'],
    address_line1: ['地址1', '地址'],
    address_line2: ['地址2'],
    address_district: ['District', '区', '区/县'],
    address_city: ['城市'],
    address_province: ['州/省', '省份'],
    address_province_code: ['州/省代码', '省份代码'],
    address_country: ['国家', '国家/地区'],
    address_country_code: ['国家二字码', '国家代码'],
    address_zip: ['邮编'],
  }),
}
