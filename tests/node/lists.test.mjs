// Lists of subscribers and billing reports: their filters, pages and types.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { BillingReportList, InvalidArgumentError, SubscriberList } from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { clientOf, scripted, thrownBy } from './help.mjs'

const NOTHING = { json: { items: [] } }

function queryOf(server) {
  const { target } = server.requests().at(-1)
  return Object.fromEntries(new URL(target, 'http://x').searchParams)
}

describe('lists', () => {
  it('send moments in milliseconds', async (test) => {
    for (const [moment, sent] of [
      [new Date('2026-11-30T09:00:00.123+01:00'), '1796025600123'],
      [new Date('1971-01-01T00:00:00Z'), '31536000000'],
      [1_796_025_600_000, '1796025600000'],
      ['2026-11-30T08:00:00Z', '1796025600000'],
    ]) {
      const server = await scripted(test, [NOTHING])
      await clientOf(server).subscribers.list({ after: moment, lastStatusChange: moment }).all()
      assert.deepEqual(queryOf(server), { after: sent, lastStatusChange: sent, max: '100' })
    }
  })

  it('take one status or several', async (test) => {
    for (const status of ['error', ['error', 'updating'], new Set(['error'])]) {
      const server = await scripted(test, [NOTHING])
      await clientOf(server).subscribers.list({ status }).all()
      const expected = typeof status === 'string' ? status : [...status].join(',')
      assert.equal(queryOf(server).status, expected)
    }
  })

  it('refuse at once what cannot be meant', async (test) => {
    const server = await scripted(test, [])
    const { subscribers, billingReports } = clientOf(server)
    for (const [fields, message] of [
      [{ after: new Date('1969-12-31T23:59:59Z') }, /`after` is before 1970/],
      [{ after: new Date(Number.NaN) }, /`after`: expected a valid Date/],
      [{ after: '30.11.2026' }, /`after`: expected a moment such as 2026-11-30T08:00:00Z/],
      [{ status: 1 }, /`status`: expected a string or an iterable of strings, got 1/],
      [{ status: [] }, /`status` is empty/],
      [{ selfActivated: 'false' }, /`selfActivated`: expected true or false, got a string/],
      [{ pageSize: 101 }, /`pageSize`: expected 1 to 100, got 101/],
      [{ startsWith: 'R' }, /unknown option "startsWith" of subscribers\.list/],
      [{ max: 10 }, /unknown argument `max`.*`pageSize` \(1 to 100\)/],
    ]) {
      const error = await thrownBy(() => subscribers.list(fields))
      assert.ok(error instanceof InvalidArgumentError, inspect(error))
      assert.match(error.message, message)
    }
    const error = await thrownBy(() => billingReports.list({ max: 10 }))
    assert.match(error.message, /returns all billing reports in one response/)
    assert.equal(server.requests().length, 0)
  })

  it('say what they are', async (test) => {
    const { subscribers, billingReports } = clientOf(await scripted(test, []))
    const list = subscribers.list({ status: ['error'], extraQuery: { x: 'secret' } })
    assert.ok(list instanceof SubscriberList)
    assert.ok(billingReports.list() instanceof BillingReportList)
    assert.equal(JSON.stringify(list), '{"status":["error"]}')
    assert.equal(inspect(list), "SubscriberList { status: [ 'error' ] }")
  })

  it('come page by page', async (test) => {
    const sandbox = await Sandbox.start({ enterprises: 10, subscribers: 250 })
    test.after(() => sandbox.stop())
    const { subscribers, billingReports } = clientOf(sandbox)
    const pages = []
    for await (const page of subscribers.list().pages()) pages.push(page)
    assert.deepEqual(
      pages.map(({ items }) => items.length),
      [100, 100, 50],
    )
    const rest = await subscribers.list({ cursor: pages[0].cursor }).all()
    assert.deepEqual(rest, [...pages[1].items, ...pages[2].items])
    const first = await subscribers.list().first()
    assert.deepEqual(first, pages[0].items[0])
    assert.deepEqual(await subscribers.list({ userId: first.userId }).all(), [first])
    await billingReports.create('2026-10')
    const [report] = await billingReports.list({ sortBy: 'status' }).all()
    assert.equal(report.billingPeriod, '2026-10')
  })

  it('of subscribers are refused by a bulk run of enterprises', async (test) => {
    const client = clientOf(await scripted(test, []))
    const list = client.subscribers.list()
    const error = await thrownBy(() => client.bulk.directorySync.getStatus(list))
    assert.match(error.message, /expected a list of enterprises, got one of subscribers/)
  })
})
