// The main things once, in whatever runtime runs this; prints one line.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { Client, directorySyncState, NotFoundError } from 'webex-broadworks'
import { Sandbox, ScriptedServer } from 'webex-broadworks/testing'

const sandbox = await Sandbox.start({ enterprises: 30, allSynced: true })
const { token, baseUrl } = sandbox
const webex = new Client({ token: async () => token, baseUrl })

const listed = await webex.enterprises.list().all()
assert.equal(listed.length, 30)
const iterated = []
for await (const { id } of webex.enterprises.list({ pageSize: 7 })) iterated.push(id)
assert.equal(iterated.length, 30)
assert.equal(directorySyncState(listed[0]).status, 'COMPLETE')

const error = await webex.directorySync.getStatus('unknown').catch((error) => error)
assert.ok(error instanceof NotFoundError)
assert.equal(createRequire(import.meta.url)('webex-broadworks').NotFoundError, NotFoundError)
assert.equal(error.code, 'NOT_FOUND')

const controller = new AbortController()
const silent = await ScriptedServer.start([{ hold: true }])
const waiting = new Client({ token, baseUrl: silent.baseUrl })
const aborted = waiting.directorySync.getStatus(listed[0], { signal: controller.signal })
controller.abort(new Error('enough'))
await assert.rejects(aborted, { message: 'enough' })
await silent.stop()

async function* ids() {
  for (const { id } of listed) yield id
}
const run = await webex.bulk.directorySync.ensure(ids(), { enableDirSync: true }).finish()
run.raiseForFailures()
assert.equal(run.summary.outcomes.unchanged, 30)

webex.close()
await sandbox.stop()
console.log('smoke test passed')
