/** How one platform is asked: on the command line, in code, and what comes beside the body. */
import type { ViewAnswerShown } from '../../../server/admin/views/customer-views.ts'
import { Badge, Dialect } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'

export const RequestColumn = ({ shown }: { shown: ViewAnswerShown }) => (
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
    <Snippet title="curl" text={shown.curl} about={`$TOKEN is ${shown.token}.`} />
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

const Snippet = ({ title, text, about }: { title: string; text: string; about?: string }) => (
  <div className="snippet">
    <div className="snippet-head">
      <h3>{title}</h3>
      <CopyButton text={text} quiet />
    </div>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by key */}
    <pre tabIndex={0}>{text.trimEnd()}</pre>
    {about && <p className="soft">{about}</p>}
  </div>
)
