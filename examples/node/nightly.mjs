// The nightly sync: every enterprise that has not succeeded for a week, as many at once as their
// clusters bear, until the maintenance window closes. Killed and run again, it triggers nothing twice.
//
//     WEBEX_ACCESS_TOKEN=... node examples/node/nightly.mjs --ledger runs.sqlite --out outcomes.ndjson

import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { BulkError, Client } from 'webex-broadworks'

const HOUR = 3600 * 1000

const { values } = parseArgs({
  options: {
    ledger: { type: 'string', default: 'runs.sqlite' },
    out: { type: 'string', default: 'outcomes.ndjson' },
    hours: { type: 'string', default: '5' },
  },
})

const webex = new Client({ userAgentSuffix: 'nightly-sync/1.0' })
const run = webex.bulk.runDirectorySync(webex.listEnterprises(), {
  onlyIf: { enabled: true, staleAfter: 7 * 24 * HOUR },
  ledger: values.ledger,
  run: new Date().toISOString().slice(0, 10),
  stopStartingAfter: new Date(Date.now() + Number(values.hours) * HOUR),
  onProgress: ({ done, running, outcomes }) =>
    console.error(`${done} done, ${running} running, ${outcomes.failed} failed`),
})

// Told to stop, it begins nothing more, and ends when what is in flight is written down.
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => run.close())

// The core has written the lines; a slow disk slows the run down, and nothing piles up.
await pipeline(run.ndjson(), createWriteStream(values.out))

const { outcomes, stopReason } = run.summary
console.log(JSON.stringify({ ...outcomes, stopReason }))
try {
  run.raiseForFailures()
} catch (error) {
  if (!(error instanceof BulkError)) throw error
  for (const { spEnterpriseId, message, remedy } of error.errors) {
    console.error(`${spEnterpriseId ?? ''}: ${message} ${remedy ?? ''}`)
  }
  process.exitCode = 1
}
webex.close()
