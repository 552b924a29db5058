/** What is known of the person. */
import type { ReactNode } from 'react'
import type { ConsentShown, CustomerShown } from '../../../server/admin/customer/shapes.ts'
import { Badge, dialectTitle } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Time } from '../../ui/values.tsx'
import { OriginMark } from './origin-mark.tsx'
import { dayName, toneOf, word } from './words.ts'

interface FactProps {
  name: string
  field?: string
  /** In small words under it. */
  below?: ReactNode
  children: ReactNode
}

/** A name and its value with the mark of where that came from; nothing where there is no value. */
function Fact({ name, field, below, children }: FactProps) {
  if (children === null || children === '') return null
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {children}
        {field && <OriginMark field={field} />}
        {below && <span className="fact-below small soft">{below}</span>}
      </dd>
    </>
  )
}

export function Profile({ customer }: { customer: CustomerShown }) {
  const { email, verified_email: verified } = customer
  return (
    <section className="card" aria-labelledby="profile">
      <h2 id="profile">Profile</h2>
      <dl className="facts">
        <Fact name="E-mail" field="email">
          {email && (
            <>
              <a href={`mailto:${email}`}>{email}</a>{' '}
              <Badge tone={verified ? 'good' : 'plain'}>{verified ? 'Verified' : 'Not verified'}</Badge>
            </>
          )}
        </Fact>
        <Fact name="Phone" field="phone">
          {customer.phone && <a href={`tel:${customer.phone.replace(/[^+\d]/g, '')}`}>{customer.phone}</a>}
        </Fact>
        <Fact name="First name" field="first_name">
          {customer.first_name}
        </Fact>
        <Fact name="Last name" field="last_name">
          {customer.last_name}
        </Fact>
        <Fact name="Full name" field="full_name">
          {customer.full_name}
        </Fact>
        <Fact name="Nickname" field="nick_name">
          {customer.nick_name}
        </Fact>
        <Fact name="Birthday" field="birthday">
          {customer.birthday && dayName(customer.birthday)}
        </Fact>
        <Fact name="Gender" field="gender">
          {customer.gender && word(customer.gender)}
        </Fact>
        <Fact name="Language" field="language">
          {customer.language}
        </Fact>
        <Fact name="Account" field="account_state">
          {word(customer.account_state)}
          {customer.has_password && <span className="soft">, has a password</span>}
        </Fact>
        <Fact name="Note" field="note">
          {customer.note && <span className="customer-note">{customer.note}</span>}
        </Fact>
        <Fact name="Created">
          <Time at={customer.created_at} />
        </Fact>
        <Fact name="Updated">
          <Time at={customer.updated_at} />
        </Fact>
      </dl>
    </section>
  )
}

function Consent({ name, field, consent }: { name: string; field: string; consent: ConsentShown }) {
  const { state, level, at, source } = consent
  if (state === null)
    return (
      <Fact name={name} field={field}>
        <span className="soft">Never asked</span>
      </Fact>
    )
  const below = (
    <>
      {level && level !== 'unknown' && `${word(level)}, `}
      {at && <Time at={at} />}
      {source && `, from ${source}`}
    </>
  )
  return (
    <Fact name={name} field={field} below={below}>
      <Badge tone={toneOf(state)}>{word(state)}</Badge>
    </Fact>
  )
}

export const Consents = ({ customer }: { customer: CustomerShown }) => (
  <section className="card" aria-labelledby="consents">
    <h2 id="consents">Marketing</h2>
    <dl className="facts">
      <Consent name="E-mail" field="email_consent_state" consent={customer.email_consent} />
      <Consent name="SMS" field="sms_consent_state" consent={customer.sms_consent} />
    </dl>
  </section>
)

export const Groups = ({ customer }: { customer: CustomerShown }) => (
  <section className="card" aria-labelledby="groups">
    <h2 id="groups">Group and tags</h2>
    <dl className="facts">
      <Fact name="Group" field="group">
        {customer.group ? customer.group.name : <span className="soft">None</span>}
      </Fact>
      <Fact name="Tags" field="tags">
        {customer.tags.length === 0 ? (
          <span className="soft">None</span>
        ) : (
          <span className="row customer-tags">
            {customer.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </span>
        )}
      </Fact>
    </dl>
  </section>
)

/** What each platform calls the customer. */
export function Ids({ customer }: { customer: CustomerShown }) {
  const { reference, reference_origin: origin, metadata } = customer
  return (
    <section className="card" aria-labelledby="ids">
      <h2 id="ids">Ids</h2>
      <ul className="customer-ids">
        {customer.ids.map(({ dialect, id }) => (
          <li key={dialect}>
            <span className="customer-id">
              <span className="soft">{dialectTitle(dialect)}</span>
              <code>{id}</code>
            </span>
            <CopyButton quiet text={id} label="Copy" />
          </li>
        ))}
        {reference && (
          <li>
            <span className="customer-id">
              <span className="soft">{origin ? `Reference (${origin})` : 'Reference'}</span>
              <code>{reference}</code>
            </span>
            <CopyButton quiet text={reference} label="Copy" />
          </li>
        )}
      </ul>
      {Object.keys(metadata).length > 0 && (
        <details>
          <summary>Further data</summary>
          <pre className="customer-json">{JSON.stringify(metadata, null, 2)}</pre>
        </details>
      )}
    </section>
  )
}
