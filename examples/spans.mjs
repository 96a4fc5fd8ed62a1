// Makes OpenTelemetry spans of what a client does: one for each attempt, as HTTP instrumentations do.
//
// Runs against the sandbox and prints its spans; needs @opentelemetry/api and
// @opentelemetry/sdk-trace-base:
//
//     node examples/spans.mjs

import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { Client } from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'

/** Hooks that make a client's attempts spans of a tracer. */
function spansOf(tracer) {
  const open = new Map()
  const keyOf = ({ trackingId, attempt }) => `${trackingId} ${attempt}`
  return {
    onRequest(event) {
      const attributes = {
        'http.request.method': event.method,
        'url.template': event.route,
        'http.request.resend_count': event.attempt - 1,
        'webex.operation': event.operation,
        'webex.tracking_id': event.trackingId,
        'webex.subject_kind': event.subjectKind ?? undefined,
        'webex.subject_id': event.subjectId ?? undefined,
        'webex.partner': event.partner ?? undefined,
      }
      const options = { kind: SpanKind.CLIENT, attributes }
      open.set(keyOf(event), tracer.startSpan(`${event.method} ${event.route}`, options))
    },
    onResponse(event) {
      const span = open.get(keyOf(event))
      open.delete(keyOf(event))
      if (event.status !== null) span.setAttribute('http.response.status_code', event.status)
      if (event.error !== null) {
        span.setAttribute('error.type', event.error)
        span.setStatus({ code: SpanStatusCode.ERROR })
      }
      span.end()
    },
  }
}

const exporter = new InMemorySpanExporter()
const spanProcessors = [new SimpleSpanProcessor(exporter)]
const tracer = new BasicTracerProvider({ spanProcessors }).getTracer('nightly-sync')

const fault = { name: 'status', status: 503, operation: 'directory_sync.get_status', first: 1 }
const sandbox = await Sandbox.start({ enterprises: 20, faults: [fault] })
const webex = new Client({
  token: sandbox.token,
  baseUrl: sandbox.baseUrl,
  partner: 'East Telecom',
  ...spansOf(tracer),
})

const acme = await webex.enterprises.get({ spEnterpriseId: 'Reseller1+acme' })
await webex.directorySync.getStatus(acme)

for (const { name, attributes, duration, status } of exporter.getFinishedSpans()) {
  const milliseconds = duration[0] * 1000 + duration[1] / 1e6
  console.log(name, `${milliseconds.toFixed(1)} ms`, SpanStatusCode[status.code], attributes)
}

webex.close()
await sandbox.stop()
