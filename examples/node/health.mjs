// A health endpoint: whether Webex answers this token, for a load balancer or a monitor to ask.
//
//     WEBEX_ACCESS_TOKEN=... PORT=8080 node examples/node/health.mjs

import { createServer } from 'node:http'
import { Client, WebexError } from 'webex-broadworks'

// A monitor wants to know now: nothing is retried for longer than this.
const TIMEOUT = 2000
/** How long an answer is good for: asking often must not cost requests. */
const FRESH = 10_000

const webex = new Client({ timeout: TIMEOUT, userAgentSuffix: 'health/1.0' })
let checked = { at: Number.NEGATIVE_INFINITY, answer: undefined }

/** Reads one enterprise. */
async function check() {
  try {
    const pages = webex.enterprises.list({ pageSize: 1, limit: 1 }).pages()
    const { value } = await pages.next()
    return { healthy: true, elapsed: Math.round(value?.metadata.elapsed ?? 0) }
  } catch (error) {
    if (!(error instanceof WebexError)) throw error
    const { code, status, trackingId, remedy } = error
    return { healthy: false, code, status, trackingId, remedy }
  }
}

/** Returns the last result while it is fresh. Concurrent callers share one check. */
function health() {
  const now = performance.now()
  if (now - checked.at > FRESH) checked = { at: now, answer: check() }
  return checked.answer
}

const server = createServer(async (request, response) => {
  if (request.url !== '/health') return response.writeHead(404).end()
  const answer = await health()
  response.writeHead(answer.healthy ? 200 : 503, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(answer))
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/health`)
})

process.once('SIGTERM', () => {
  webex.close()
  server.close()
  server.closeAllConnections()
})
