/** How one platform is asked: on the command line, in code, and what comes beside the body. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ViewAnswerShown } from '../../../server/admin/views/customer-views.ts'
import { Badge, Dialect } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'

export const RequestColumn = ({ shown, slug }: { shown: ViewAnswerShown; slug: string }) => (
  <section className="answer request" aria-label={shown.title}>
    <header>
      <div className="answer-title">
        <Dialect name={shown.dialect} />
        <Badge tone={shown.status < 300 ? 'good' : 'bad'}>{shown.status}</Badge>
        <span className="soft number">{shown.milliseconds} ms</span>
      </div>
      <code className="answer-request">
        {shown.request.method} {shown.request.url}
      </code>
    </header>
    <Snippet title="curl" text={shown.curl}>
      $TOKEN is {shown.token}. Credentials are made under{' '}
      <Link to="/o/$slug/access" params={{ slug }}>
        Access
      </Link>
      .
    </Snippet>
    <Snippet title={shown.code.language} text={shown.code.text} />
    <div className="snippet">
      <h3>Headers of the answer</h3>
      <dl className="facts">
        {Object.entries(shown.headers).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  </section>
)

const Snippet = ({ title, text, children }: { title: string; text: string; children?: ReactNode }) => (
  <div className="snippet">
    <div className="snippet-head">
      <h3>{title}</h3>
      <CopyButton text={text} quiet />
    </div>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by key */}
    <pre tabIndex={0}>{text.trimEnd()}</pre>
    {children && <p className="soft">{children}</p>}
  </div>
)
