/**
 * Spans of OpenTelemetry, made through its API alone: whoever loads an SDK (`node --import`) gets them, nobody else has any.
 * Attributes say what kind of request and statement it was, never whose or about whom: no URL, no address, no values.
 */
import {
  context,
  ProxyTracerProvider,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { WireRequest } from '../dialects/dialect.ts'

export interface RequestSpan {
  /** Does the work within the span: spans that others make meanwhile hang on it. */
  within<T>(work: () => Promise<T>): Promise<T>
  statement(text: string): (error?: unknown) => void
  end(outcome: { route: string; status: number; error?: unknown }): void
}

export type Tracing = (part: string, request: WireRequest) => RequestSpan

const NAME = 'clientele'
/** Of a statement's text. */
const LONGEST = 2000

/** Null where no SDK was loaded. */
export function createTracing(): Tracing | null {
  if (!isLoaded()) return null
  const tracer = trace.getTracer(NAME)
  return (part, { method, headers }) => {
    const outer = trace.getSpan(context.active())
    const parent = outer ? context.active() : propagation.extract(context.active(), headers)
    const kind = outer ? SpanKind.INTERNAL : SpanKind.SERVER
    const attributes = { 'http.request.method': method, 'clientele.dialect': part }
    const span = tracer.startSpan(method, { kind, attributes }, parent)
    const own = trace.setSpan(parent, span)
    return {
      within: (work) => context.with(own, work),
      statement(text) {
        const [operation = ''] = /^\w+/.exec(text.trimStart()) ?? []
        const attributes = {
          'db.system.name': 'postgresql',
          'db.operation.name': operation.toLowerCase(),
          'db.query.text': text.slice(0, LONGEST),
        }
        const name = operation.toLowerCase() || 'statement'
        const statement = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, own)
        return (error) => finish(statement, error)
      },
      end({ route, status, error }) {
        if (route) span.updateName(`${method} ${route}`).setAttribute('http.route', route)
        span.setAttribute('http.response.status_code', status)
        if (status >= 500 && !error) span.setStatus({ code: SpanStatusCode.ERROR })
        finish(span, error)
      },
    }
  }
}

/** A database's message may quote what was written: only its code is told. */
function finish(span: Span, error: unknown): void {
  if (error) {
    const { code, name } = error as { code?: unknown; name?: unknown }
    span.setAttribute('error.type', String(code ?? name ?? 'error'))
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}

function isLoaded(): boolean {
  const provider = trace.getTracerProvider()
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(NAME) !== undefined
}
