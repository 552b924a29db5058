/**
 * ISO 3166-2 codes of a country's parts by English name, as far as we know them: SHOPLINE resolves a name that came
 * without its code (recorded: `California` of `United States` is `CA` of `US`).
 */
import { fold } from './fold.ts'
import { own } from './own.ts'

const codes = (names: string): ReadonlyMap<string, string> =>
  new Map(
    names.split(', ').map((entry) => {
      const [code = '', ...name] = entry.split(' ')
      return [fold(name.join(' ')), code]
    }),
  )

/** ISO 3166-2, without the country before the hyphen. */
const PARTS: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  US: codes(
    'AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, ' +
      'DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, ' +
      'KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, ' +
      'MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, ' +
      'NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, ' +
      'PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, ' +
      'VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, PR Puerto Rico',
  ),
  CA: codes(
    'AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, ' +
      'NT Northwest Territories, NS Nova Scotia, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, ' +
      'SK Saskatchewan, YT Yukon',
  ),
  AU: codes(
    'ACT Australian Capital Territory, NSW New South Wales, NT Northern Territory, QLD Queensland, ' +
      'SA South Australia, TAS Tasmania, VIC Victoria, WA Western Australia',
  ),
  CN: codes(
    'BJ Beijing, TJ Tianjin, HE Hebei, SX Shanxi, NM Inner Mongolia, LN Liaoning, JL Jilin, HL Heilongjiang, ' +
      'SH Shanghai, JS Jiangsu, ZJ Zhejiang, AH Anhui, FJ Fujian, JX Jiangxi, SD Shandong, HA Henan, HB Hubei, ' +
      'HN Hunan, GD Guangdong, GX Guangxi, HI Hainan, CQ Chongqing, SC Sichuan, GZ Guizhou, YN Yunnan, XZ Tibet, ' +
      'SN Shaanxi, GS Gansu, QH Qinghai, NX Ningxia, XJ Xinjiang',
  ),
}

/** `provinceCode('US', 'California')` is `CA`; null where we know no parts of that country, or none of that name. */
export const provinceCode = (country: string | null, name: string): string | null =>
  own(PARTS, country ?? '')?.get(fold(name.trim())) ?? null
