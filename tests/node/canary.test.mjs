// No secret ever leaves a client except to where it belongs, whatever happens and however one looks.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { leaksIn } from './canary/secrets.mjs'
import { scenarios } from './play.mjs'

const CHILD = fileURLToPath(new URL('canary/child.mjs', import.meta.url))

/** Signs of trouble that hold no secret themselves. */
const ALARMS = ['ON THE WIRE', 'TO THE PROXY', 'HEARD BY A STRANGER', 'THE PROXY WAS NOT ASKED']

/** Runs the child and resolves to all that it wrote. */
function run(...args) {
  const env = { ...process.env, WEBEX_LOG: 'debug' }
  const child = spawn(process.execPath, [CHILD, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks = { stdout: [], stderr: [] }
  for (const name of ['stdout', 'stderr']) child[name].on('data', (it) => chunks[name].push(it))
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const [stdout, stderr] = [chunks.stdout, chunks.stderr].map((it) => `${Buffer.concat(it)}`)
      resolve({ code, stdout, stderr })
    })
  })
}

describe('canary', { concurrency: 2 }, () => {
  it('secrets show nowhere on any path', async () => {
    const { code, stdout, stderr } = await run()
    assert.equal(code, 0, stderr.slice(-2000))
    assert.deepEqual(leaksIn(stdout), [])
    assert.deepEqual(leaksIn(stderr), [])
    for (const alarm of ALARMS) assert.ok(!stdout.includes(alarm), alarm)

    // It has seen what it claims to have seen.
    for (const pattern of [
      /DEBUG webex_broadworks request GET /,
      /WARN webex_broadworks retry /,
      /retry GET .* status=503 /,
    ]) {
      assert.ok(pattern.test(stderr), `${pattern}`)
    }
    assert.ok(/response GET .* status=200 .* \{/.test(stdout), 'the logger of events')
    const outcomes = JSON.parse(/^OUTCOMES (.*)$/m.exec(stdout)[1])
    const seen = Object.keys(outcomes).sort()
    assert.deepEqual(seen, [
      'APIConnectionError',
      'APIStatusError',
      'APITimeoutError',
      'AmbiguousOutcomeError',
      'AuthenticationError',
      'BadRequestError',
      'BillingReportNotCompletedError',
      'ClientClosedError',
      'ConfigurationError',
      'ConflictError',
      'DirectorySyncBusyError',
      'DirectorySyncFailedError',
      'EnterpriseNotFoundError',
      'IncompleteListError',
      'InvalidArgumentError',
      'LockedError',
      'MultipleEnterprisesFoundError',
      'NotFoundError',
      'PaginationLoopError',
      'PermissionDeniedError',
      'RateLimitError',
      'ResponseDecodeError',
      'ServerError',
      'TimeoutError',
      'UntrustedLinkError',
      'WaitTimeoutError',
      'success',
    ])
    const calls = Object.values(outcomes).reduce((sum, count) => sum + count)
    assert.ok(calls > scenarios.length + 500, `${calls} calls`)
  })

  for (const way of ['logger', 'stderr', 'error', 'property', 'title']) {
    it(`a leak through ${way} is caught`, async () => {
      const { code, stdout, stderr } = await run(way)
      assert.equal(code, 0, stderr.slice(-2000))
      assert.notDeepEqual(leaksIn(stdout + stderr), [])
    })
  }
})
