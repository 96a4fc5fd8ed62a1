// The nightly sync: every enterprise without a successful sync for a week, in parallel across
// clusters, until the maintenance window closes. Rerunning it in the same night resumes the run.
//
//     WEBEX_ACCESS_TOKEN=... node examples/node/nightly.mjs --stop-starting-after 05:30

import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { BulkError, Client } from 'webex-broadworks'

const HOUR = 3600 * 1000

const { values } = parseArgs({
  options: {
    ledger: { type: 'string', default: 'runs.sqlite' },
    out: { type: 'string', default: 'outcomes.ndjson' },
    'stop-starting-after': { type: 'string', default: '05:30' }, // local time
  },
})

/** The end of this night in local time. A night lasts from noon to noon. */
function endOfNight(clock) {
  const at = new Date(Date.now() + 12 * HOUR)
  at.setHours(...clock.split(':').map(Number), 0, 0)
  return at
}

/** The local date, such as 2026-11-22. */
function dateOf(moment) {
  const parts = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}

const until = endOfNight(values['stop-starting-after'])
const webex = new Client({ userAgentSuffix: 'nightly-sync/1.0' })
const run = webex.bulk.directorySync.run(webex.enterprises.list(), {
  onlyIf: { enabled: true, staleAfter: 7 * 24 * HOUR },
  ledger: values.ledger,
  // One name per night, also for a rerun after midnight or in the morning.
  runName: dateOf(until),
  stopStartingAfter: until,
  onProgress: ({ done, running, outcomes }) =>
    console.error(`${done} done, ${running} running, ${outcomes.failed} failed`),
})

// On a signal the run starts nothing more, records its state and ends. The exit code is that of the
// signal, so that a supervisor doesn't mistake an interrupted run for a complete one.
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(name, () => {
    process.exitCode = code
    run.close()
  })
}

// A slow disk slows the run down, and outcomes don't pile up in memory.
await pipeline(run.ndjson(), createWriteStream(values.out))

const { outcomes, stopReason } = run.summary
console.log(JSON.stringify({ ...outcomes, stopReason }))
try {
  run.raiseForFailures()
} catch (error) {
  if (!(error instanceof BulkError)) throw error
  for (const { message } of error.errors) console.error(message)
  process.exitCode ??= 1
}
webex.close()
