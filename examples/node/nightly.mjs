// The nightly sync: every enterprise that has not succeeded for a week, as many at once as their
// clusters bear, until the maintenance window closes. Killed and run again in the same night, it
// triggers nothing twice.
//
//     WEBEX_ACCESS_TOKEN=... node examples/node/nightly.mjs --ledger runs.sqlite --until 05:30

import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { BulkError, Client } from 'webex-broadworks'

const HOUR = 3600 * 1000

const { values } = parseArgs({
  options: {
    ledger: { type: 'string', default: 'runs.sqlite' },
    out: { type: 'string', default: 'outcomes.ndjson' },
    until: { type: 'string', default: '05:30' }, // start nothing after; local time
  },
})

/** When it is so late here in this night, which goes from noon to noon. */
function endOfNight(clock) {
  const at = new Date(Date.now() + 12 * HOUR)
  at.setHours(...clock.split(':').map(Number), 0, 0)
  return at
}

/** The date that it is here, such as 2026-11-22. */
function dateOf(moment) {
  const parts = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}

const until = endOfNight(values.until)
const webex = new Client({ userAgentSuffix: 'nightly-sync/1.0' })
const run = webex.bulk.directorySync.run(webex.enterprises.list(), {
  onlyIf: { enabled: true, staleAfter: 7 * 24 * HOUR },
  ledger: values.ledger,
  // A night has one name, also where it is gone on with behind midnight or in the morning.
  runName: dateOf(until),
  stopStartingAfter: until,
  onProgress: ({ done, running, outcomes }) =>
    console.error(`${done} done, ${running} running, ${outcomes.failed} failed`),
})

// On a signal the run starts nothing more, and ends when what is in flight is recorded. The exit code is
// that of the signal, so that a supervisor doesn't take an interrupted night for a finished one.
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(name, () => {
    process.exitCode = code
    run.close()
  })
}

// The core has written the lines; a slow disk slows the run down, and nothing piles up.
await pipeline(run.ndjson(), createWriteStream(values.out))

const { outcomes, stopReason } = run.summary
console.log(JSON.stringify({ ...outcomes, stopReason }))
try {
  run.raiseForFailures()
} catch (error) {
  if (!(error instanceof BulkError)) throw error
  for (const { subject, message, remedy } of error.errors) {
    console.error(`${subject?.name ?? ''}: ${message} ${remedy ?? ''}`)
  }
  process.exitCode ??= 1
}
webex.close()
