// Opens the reports of `wxbw audit --html` and `wxbw audit subscribers --html` in Chromium, light and
// dark, wide and narrow. A report shows its tables and its chart, sends no requests, runs no script
// from a name, and fits the width of the window.
//
//     node tests/browser/report.mjs

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Sandbox } from 'webex-broadworks/testing'
import { fits, launch, open, picture } from './browser.mjs'

const WXBW = resolve('bindings-node/dist/wxbw.js')
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } }
const GROUNDS = { light: 'rgb(255, 255, 255)', dark: 'rgb(21, 25, 31)' }
const TITLES = { enterprises: 'Directory sync audit', subscribers: 'Subscriber audit' }
const HOSTILE = '<img src="https://evil.example/x" onerror="alert(1)">'

/** Writes the reports of a fleet with something of everything, hostile names among it. */
async function makeReports(folder) {
  const fleet = await Sandbox.start({ enterprises: 60, failShare: 0.2, subscribers: 200 })
  const long = 'R+'.padEnd(200, 'x')
  const lists = {
    enterprises: [...fleet.enterprises(), hostile(HOSTILE), hostile(long)],
    subscribers: [...fleet.subscribers(), hostileSubscriber(HOSTILE), hostileSubscriber(long)],
  }
  await fleet.stop()
  const reports = []
  for (const [name, items] of Object.entries(lists)) {
    const [input, html] = [join(folder, `${name}.json`), join(folder, `${name}.html`)]
    await writeFile(input, JSON.stringify(items))
    const command = name === 'subscribers' ? ['audit', name] : ['audit']
    const options = ['--input', input, '--html', html]
    await promisify(execFile)(process.execPath, [WXBW, ...command, ...options])
    reports.push({ name, url: pathToFileURL(html).href })
  }
  return reports
}

function hostile(spEnterpriseId) {
  const failed = { syncStatus: 'FAILED', errors: [{ errorCode: 600014, description: HOSTILE }] }
  const broadworksDirectorySync = { enableDirSync: true, directorySyncStatus: failed }
  return { id: spEnterpriseId.slice(0, 9), spEnterpriseId, broadworksDirectorySync }
}

function hostileSubscriber(name) {
  const errors = [{ errorCode: 10022, description: name }]
  const names = { userId: name, firstName: name, email: name, spEnterpriseId: name, package: name }
  return { id: name.slice(0, 9), ...names, status: 'error', errors }
}

async function looksRight(browser, { name, url }, size, colorScheme) {
  const { page, wrong } = await open(browser, url, { viewport: SIZES[size], colorScheme })
  await page.goto(url, { waitUntil: 'load' })
  assert.equal(await page.locator('h1').innerText(), TITLES[name])
  const tables = await page.locator('table').all()
  assert(tables.length >= 3, `${tables.length} tables`)
  for (const table of [...tables, page.locator('figure svg')]) assert(await table.isVisible())
  assert(await page.getByText(HOSTILE).first().isVisible())
  assert.equal(await page.locator('img, script, link, iframe').count(), 0)
  await fits(page, `the report of ${name}, ${size}`)
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  assert.equal(ground, GROUNDS[colorScheme])
  await picture(page, `report-${name}-${size}-${colorScheme}`, { fullPage: true })
  assert.deepEqual(wrong, [])
  await page.close()
}

const folder = await mkdtemp(join(tmpdir(), 'report-'))
const browser = await launch()
try {
  for (const report of await makeReports(folder))
    for (const size of Object.keys(SIZES))
      for (const scheme of Object.keys(GROUNDS)) await looksRight(browser, report, size, scheme)
  console.log('the reports of both audits, wide and narrow, light and dark')
} finally {
  await browser.close()
  await rm(folder, { recursive: true })
}
