// Billing reports, downloaded into files and memory.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import {
  APIConnectionError,
  BillingReportDownload,
  BillingReportNotCompletedError,
  InvalidArgumentError,
} from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { clientOf, folderOf, scripted, thrownBy } from './help.mjs'

const CSV = 'spEnterpriseId,userId\n"Acme","jané"\n'
const SECRET = 's1gned-l1nk-secret'
const REPORT = {
  json: {
    id: 'R1',
    status: 'COMPLETED',
    tempDownloadURL: `{{origin}}/report.csv?Signature=${SECRET}`,
  },
}

describe('downloads', () => {
  it('send nothing before a method is called, and then once for each', async (test) => {
    const server = await scripted(test, [REPORT, { text: CSV }, REPORT, { text: CSV }])
    const download = clientOf(server).billingReports.download('R1', { maxBytes: 1000 })
    assert.ok(download instanceof BillingReportDownload)
    assert.equal(server.requests().length, 0)
    const content = await download.bytes()
    assert.ok(Buffer.isBuffer(content))
    assert.equal(content.toString('utf8'), CSV)
    assert.equal(await download.text(), CSV)
    assert.equal(server.requests().length, 4)
    assert.equal(`${inspect(download)} ${JSON.stringify(download)}`, 'BillingReportDownload {} {}')
  })

  it('write a file, and return its size', async (test) => {
    const server = await scripted(test, [REPORT, { text: CSV }])
    const folder = folderOf(test)
    const path = join(folder, 'report.csv')
    writeFileSync(path, 'old')
    const size = await clientOf(server).billingReports.download('R1').save(path)
    assert.equal(size, Buffer.byteLength(CSV))
    assert.equal(readFileSync(path, 'utf8'), CSV)
    assert.deepEqual(readdirSync(folder), ['report.csv'])
  })

  it('leave the file as it is if the body is cut', async (test) => {
    const cut = { text: CSV.repeat(1000), cut: 'in_body' }
    const server = await scripted(test, [REPORT, cut, cut, cut, cut])
    const folder = folderOf(test)
    const path = join(folder, 'report.csv')
    writeFileSync(path, 'old')
    const download = clientOf(server, { _clockSpeed: 50 }).billingReports.download('R1')
    const error = await thrownBy(() => download.save(path))
    assert.ok(error instanceof APIConnectionError, error.stack)
    assert.ok(!`${inspect(error)} ${JSON.stringify(error)}`.includes(SECRET))
    assert.equal(readFileSync(path, 'utf8'), 'old')
    assert.deepEqual(readdirSync(folder), ['report.csv'])
  })

  it('end with their signal, and leave no file', async (test) => {
    const server = await scripted(test, [REPORT, { text: CSV, hold: true }])
    const folder = folderOf(test)
    const controller = new AbortController()
    const { signal } = controller
    const download = clientOf(server).billingReports.download('R1', null, { signal })
    const saving = thrownBy(() => download.save(join(folder, 'report.csv')))
    await server.waitForRequests(2)
    controller.abort(new Error('enough'))
    assert.equal((await saving).message, 'enough')
    await server.waitForDisconnects(1)
    assert.deepEqual(readdirSync(folder), [])
  })

  it('refuse what they do not know', async (test) => {
    const { billingReports } = clientOf(await scripted(test, []))
    assert.throws(() => billingReports.download('R1', { bytes: 1 }), InvalidArgumentError)
    assert.throws(() => billingReports.download('R1', { maxBytes: 'x' }), InvalidArgumentError)
    assert.throws(() => billingReports.download('R1', null, { timeout: -1 }), InvalidArgumentError)
    const error = await thrownBy(() => billingReports.download('R1').save(7))
    assert.ok(error instanceof InvalidArgumentError, error.stack)
  })

  it('fetch a report of the sandbox without the token', async (test) => {
    const day = 86_400
    const options = { enterprises: 2, subscribers: 20, billingReportSeconds: day }
    const sandbox = await Sandbox.start(options)
    test.after(() => sandbox.stop())
    const routes = new Set()
    const onRequest = ({ operation, route }) => routes.add(`${operation} ${route}`)
    const { billingReports } = sandbox.client({ onRequest })
    const created = await billingReports.create('2026-10')
    const early = await thrownBy(() => billingReports.download(created).bytes())
    assert.ok(early instanceof BillingReportNotCompletedError, early.stack)
    assert.match(early.message, /`billingReports\.wait`/)
    sandbox.advance(day * 1000)
    const report = await billingReports.wait(created)
    const text = await billingReports.download(report).text()
    assert.ok(text.startsWith('spEnterpriseId,userId,package\n'))
    const files = sandbox.requests().filter(({ target }) => !target.startsWith('/v1/'))
    assert.equal(files.length, 1)
    assert.equal(files[0].headers.authorization, undefined)
    assert.ok(routes.has('billing_reports.download (signed link)'))
  })
})
