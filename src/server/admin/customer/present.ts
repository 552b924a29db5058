import { customerName } from '../../../core/customer.ts'
import type { Address, Customer, CustomerTotal } from '../../../core/schema.ts'
import type { AddressShown, ConsentShown, TotalShown } from './shapes.ts'

export const timeOf = (at: Date | null): string | null => at?.toISOString() ?? null

export const presentAddress = (address: Address, isDefault: boolean): AddressShown => ({
  id: address.uuidId,
  is_default: isDefault,
  business: address.business,
  first_name: address.firstName,
  last_name: address.lastName,
  company: address.company,
  line_1: address.line1,
  line_2: address.line2,
  district: address.district,
  town: address.town,
  city: address.city,
  province: address.province,
  province_code: address.provinceCode,
  country: address.country,
  country_code: address.countryCode,
  zip: address.zip,
  phone: address.phone,
  email: address.email,
  notes: address.notes,
  billing_info: address.billingInfo,
  created_at: address.createdAt.toISOString(),
  updated_at: address.updatedAt.toISOString(),
})

export const presentTotal = (total: CustomerTotal): TotalShown => ({
  currency: total.currency,
  orders: total.placedCount,
  completed: total.completedCount,
  spent: total.spentAmount,
  payments: total.paymentsCount,
  paid: total.paidAmount,
  refunded: total.refundedAmount,
  first_order_at: timeOf(total.firstPlacedAt),
  last_order_at: timeOf(total.lastPlacedAt),
})

const emailConsent = (customer: Customer): ConsentShown => ({
  state: customer.emailConsentState,
  level: customer.emailConsentLevel,
  at: timeOf(customer.emailConsentAt),
  source: customer.emailConsentSource,
})

const smsConsent = (customer: Customer): ConsentShown => ({
  state: customer.smsConsentState,
  level: customer.smsConsentLevel,
  at: timeOf(customer.smsConsentAt),
  source: customer.smsConsentSource,
})

/** The customer's own fields. */
export const presentProfile = (customer: Customer) => ({
  id: customer.uuidId,
  name: customerName(customer),
  first_name: customer.firstName,
  last_name: customer.lastName,
  full_name: customer.fullName,
  nick_name: customer.nickName,
  email: customer.email,
  verified_email: customer.verifiedEmail,
  phone: customer.phone,
  gender: customer.gender,
  birthday: customer.birthday,
  language: customer.language,
  note: customer.note,
  status: customer.status,
  account_state: customer.accountState,
  has_password: customer.passwordHash !== null,
  blacklisted: customer.blacklisted,
  reference: customer.reference,
  reference_origin: customer.referenceOrigin,
  metadata: customer.metadata,
  created_at: customer.createdAt.toISOString(),
  updated_at: customer.updatedAt.toISOString(),
  anonymization_status: customer.anonymizationStatus,
  erased_at: timeOf(customer.erasedAt),
  email_consent: emailConsent(customer),
  sms_consent: smsConsent(customer),
})
