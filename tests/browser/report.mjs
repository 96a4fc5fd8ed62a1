// Opens the report of `wxbw audit --html` in Chromium, light and dark, wide and narrow. The report
// shows its tables and its chart, sends no requests, runs no script from an enterprise's name, and
// fits the width of the window.
//
//     node tests/browser/report.mjs

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Sandbox } from 'webex-broadworks/testing'
import { fits, launch, open, picture } from './browser.mjs'

const WXBW = resolve('bindings-node/wxbw.cjs')
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } }
const GROUNDS = { light: 'rgb(255, 255, 255)', dark: 'rgb(21, 25, 31)' }
const HOSTILE = '<img src="https://evil.example/x" onerror="alert(1)">'

/** Writes a report of a fleet with something of everything, a hostile name among it. */
async function makeReport(folder) {
  const fleet = await Sandbox.start({ enterprises: 60, failShare: 0.2 })
  const items = [...fleet.enterprises(), hostile(), hostile('R+'.padEnd(200, 'x'))]
  await fleet.stop()
  const sandbox = await Sandbox.start({ items })
  const file = join(folder, 'audit.html')
  const env = { ...process.env, WEBEX_BASE_URL: sandbox.baseUrl, WEBEX_ACCESS_TOKEN: sandbox.token }
  await promisify(execFile)(process.execPath, [WXBW, 'audit', '--html', file], { env })
  await sandbox.stop()
  return file
}

function hostile(spEnterpriseId = HOSTILE) {
  const failed = { syncStatus: 'FAILED', errors: [{ errorCode: 600014, description: HOSTILE }] }
  const broadworksDirectorySync = { enableDirSync: true, directorySyncStatus: failed }
  return { id: spEnterpriseId.slice(0, 9), spEnterpriseId, broadworksDirectorySync }
}

async function looksRight(browser, url, size, colorScheme) {
  const { page, wrong } = await open(browser, url, { viewport: SIZES[size], colorScheme })
  await page.goto(url, { waitUntil: 'load' })
  assert.equal(await page.locator('h1').innerText(), 'Directory sync audit')
  const tables = await page.locator('table').all()
  assert(tables.length >= 3, `${tables.length} tables`)
  for (const table of [...tables, page.locator('figure svg')]) assert(await table.isVisible())
  assert(await page.getByText(HOSTILE).first().isVisible())
  assert.equal(await page.locator('img, script, link, iframe').count(), 0)
  await fits(page, `the report, ${size}`)
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  assert.equal(ground, GROUNDS[colorScheme])
  await picture(page, `report-${size}-${colorScheme}`, { fullPage: true })
  assert.deepEqual(wrong, [])
  await page.close()
}

const folder = await mkdtemp(join(tmpdir(), 'report-'))
const browser = await launch()
try {
  const url = pathToFileURL(await makeReport(folder)).href
  for (const size of Object.keys(SIZES))
    for (const colorScheme of Object.keys(GROUNDS)) await looksRight(browser, url, size, colorScheme)
  console.log('the report of an audit, wide and narrow, light and dark')
} finally {
  await browser.close()
  await rm(folder, { recursive: true })
}
