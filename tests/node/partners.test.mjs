// Several partners in one process: a partner's token is never used for another partner.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Sandbox } from 'webex-broadworks/testing'
import { clientOf } from './help.mjs'

const ROUNDS = 25

describe('partners', () => {
  it('side by side see their own tokens, enterprises and events alone', async (test) => {
    const partners = await Promise.all(
      ['East', 'West'].map(async (partner, seed) => {
        const token = `token-of-${partner}`
        const sandbox = await Sandbox.start({ enterprises: 40, seed, token })
        test.after(() => sandbox.stop())
        const events = []
        const hook = (event) => events.push(event)
        const client = clientOf(sandbox, {
          // One partner's token is text, the other's comes from a function.
          token: seed === 0 ? token : async () => token,
          partner,
          onRequest: hook,
          onResponse: hook,
        })
        const mine = new Set(sandbox.enterprises().map(({ id }) => id))
        return { client, events, mine, partner, sandbox, token }
      }),
    )
    const [east, west] = partners
    assert.ok([...east.mine].every((id) => !west.mine.has(id)))

    const calls = []
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { client, mine } of partners) {
        const id = [...mine][round % mine.size]
        calls.push(client.directorySync.getStatus(id))
        calls.push(client.enterprises.list({ pageSize: 7 }).all())
        calls.push(client.directorySync.update(id, { enableDirSync: true }))
      }
      if (round % 5 === 0) await Promise.all(calls)
    }
    await Promise.all(calls)

    for (const { events, mine, partner, sandbox, token } of partners) {
      const requests = sandbox.requests()
      assert.ok(requests.length >= ROUNDS * 8)
      const shown = new Set(requests.map(({ headers }) => headers.authorization))
      assert.deepEqual(shown, new Set([`Bearer ${token}`]))
      assert.ok(requests.every(({ status }) => status === 200))
      assert.equal(events.length, requests.length * 2)
      assert.deepEqual(new Set(events.map((event) => event.partner)), new Set([partner]))
      const about = events.map(({ subjectId }) => subjectId).filter((id) => id !== null)
      assert.ok(about.length >= ROUNDS * 4 && about.every((id) => mine.has(id)))
      const sent = new Set(requests.map(({ headers }) => headers.trackingid))
      assert.ok(events.every(({ trackingId }) => sent.has(trackingId)))
    }
  })
})
