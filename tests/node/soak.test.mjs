// Memory over many calls. Takes a minute, so it runs where REPEAT is set.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Sandbox } from 'webex-broadworks/testing'
import { runNode } from './help.mjs'

const CALLS = 20_000
const skip = process.env.REPEAT === undefined && 'set REPEAT to run it'

describe('soak', { skip }, () => {
  it(`leaves heap and resident memory flat over ${CALLS} calls`, {
    timeout: 600_000,
  }, async (test) => {
    const sandbox = await Sandbox.start({ enterprises: 5, logLimit: 100 })
    test.after(() => sandbox.stop())
    const script = `
      import { Client } from 'webex-broadworks'
      const [, baseUrl, calls, id] = process.argv
      let events = 0
      const hook = () => { events += 1 }
      const logger = { debug: hook, info: hook, warn: hook }
      const { signal } = new AbortController()
      let asked = 0
      // The token expires all the time, so that the bridge to JavaScript is under load too.
      const token = async () => {
        asked += 1
        return { accessToken: 'sandbox-token', expiresAt: Date.now() + 100 }
      }
      const webex = new Client({ token, baseUrl, logger, onResponse: hook, maxInFlight: 8 })
      const work = [
        () => webex.directorySync.getStatus(id),
        () => webex.directorySync.getStatus(id, { signal }),
        () => webex.directorySync.update(id, { enableDirSync: true }, { signal }),
        () => webex.directorySync.getStatus('unknown').catch(() => {}),
        () => webex.enterprises.list({ pageSize: 5 }, { signal }).first(),
      ]
      async function make(count) {
        let left = count
        const worker = async () => { while (left-- > 0) await work[left % work.length]() }
        await Promise.all(Array.from({ length: 4 }, worker))
      }
      function memory() {
        for (let round = 0; round < 3; round += 1) gc()
        const { heapUsed, rss } = process.memoryUsage()
        return { heapUsed, rss }
      }
      await make(calls)
      const samples = []
      const STEPS = 40
      for (let step = 0; step <= STEPS; step += 1) {
        samples.push(memory())
        if (step < STEPS) await make(calls / STEPS)
      }
      // The slope of the straight line that fits best, over all steps.
      function slopeOf(kind) {
        const values = samples.map((sample) => sample[kind])
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length
        const middle = STEPS / 2
        let [over, under] = [0, 0]
        for (const [step, value] of values.entries()) {
          over += (step - middle) * (value - mean)
          under += (step - middle) ** 2
        }
        return (over / under) * STEPS
      }
      const slopes = { heapUsed: slopeOf('heapUsed'), rss: slopeOf('rss') }
      console.log(JSON.stringify({ slopes, samples, events, asked }))
    `
    const [{ id }] = sandbox.enterprises()
    const env = { ...process.env, NODE_OPTIONS: '--expose-gc --max-semi-space-size=1' }
    const args = [sandbox.baseUrl, String(CALLS), id]
    const { code, stdout, stderr } = await runNode(script, ...args, { env, timeout: 500_000 })
    assert.equal(code, 0, stderr)
    const { slopes, samples, events, asked } = JSON.parse(stdout)
    const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(2)
    const resident = samples.map(({ rss }) => mebibytes(rss)).join(' ')
    test.diagnostic(
      `slope of the heap ${mebibytes(slopes.heapUsed)} MiB, resident ${mebibytes(slopes.rss)} MiB; ` +
        `${asked} tokens; ${resident}`,
    )
    assert.ok(events >= CALLS * 6 && asked > 1, `${events} events, ${asked} tokens`)
    assert.ok(slopes.heapUsed < 2 ** 19, mebibytes(slopes.heapUsed))
    assert.ok(slopes.rss < 2 ** 20, resident)
  })
})
