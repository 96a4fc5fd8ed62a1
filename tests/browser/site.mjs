// Opens the built site in Chromium, wide and narrow, from a server and from its folder: pages show without
// errors and without scrolling sideways, nothing is asked of any other host, the navigation leads on, and
// the search finds.
//
//     node tests/browser/site.mjs build/site

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fits, launch, open, picture } from './browser.mjs'

const site = resolve(process.argv[2] ?? 'build/site')
const PAGES = [
  'index.html',
  'start/python.html',
  'tutorial.html',
  'sandbox.html',
  'how-to/index.html',
  'how-to/nightly.html',
  'how-to/subscribers.html',
  'how-to/turn-on-off.html',
  'how-to/troubleshooting.html',
  'how-to/partners.html',
  'concepts.html',
  'bulk-runs.html',
  'rate-limits.html',
  'performance.html',
  'cluster-scheduler.html',
  'service.html',
  'retry-policy.html',
  'tables.html',
  'reference/index.html',
  'reference/configuration.html',
  'reference/events.html',
  'reference/python/clients.html',
  'reference/python/testing.html',
  'reference/node/client.html',
  'reference/node/testing.html',
  'project/contributing.html',
]
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 380, height: 800 } }
const TYPES = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript' }

/** Serves the site on a free port of this machine. */
async function serve() {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname))
    const file = join(site, path.endsWith('/') ? `${path}index.html` : path)
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    try {
      const body = await readFile(file)
      response.writeHead(200, { 'content-type': type }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  return { server, base: `http://127.0.0.1:${server.address().port}/` }
}

async function looksRight(browser, base, size) {
  const { page, wrong } = await open(browser, base, { viewport: SIZES[size] })
  for (const path of PAGES) {
    await page.goto(base + path, { waitUntil: 'load' })
    assert(await page.locator('article h1').count(), `${path} has no title`)
    await fits(page, path)
    await picture(page, `${path.replaceAll('/', '-').replace('.html', '')}-${size}`)
  }
  assert.deepEqual(wrong, [])
  await page.close()
}

async function leadsOn(browser, base, size) {
  const { page, wrong } = await open(browser, base, { viewport: SIZES[size] })
  // On a narrow window the menu is behind a button, and shows the section that the page is in.
  await page.goto(`${base}${size === 'narrow' ? 'how-to/index.html' : 'index.html'}`)
  if (size === 'narrow') await page.locator('label.md-header__button[for=__drawer]').click()
  else await page.locator('.md-tabs').getByText('How-to guides').click()
  const menu = page.locator('.md-nav--primary')
  // There, a group of pages opens on its own.
  if (size === 'narrow') await menu.getByText('Sync', { exact: true }).first().click()
  await menu.getByText('Every enterprise at night').click()
  await page.waitForURL('**/nightly.html')
  assert.equal(await page.locator('article h1').innerText(), 'Nightly runs¶')
  assert.deepEqual(wrong, [])
  await page.close()
}

async function finds(browser, base, size) {
  const { page, wrong } = await open(browser, base, { viewport: SIZES[size] })
  await page.goto(`${base}index.html`)
  if (size === 'narrow') await page.locator('label.md-header__button[for=__search]').click()
  const input = page.locator('input.md-search__input')
  await input.click()
  await input.pressSequentially('clusters', { delay: 50 })
  const results = page.locator('.md-search-result__item h1, .md-search-result__item h2')
  await results.first().waitFor()
  assert((await results.allInnerTexts()).some((title) => /clusters/i.test(title)))
  await picture(page, `search-${size}`)
  assert.deepEqual(wrong, [])
  await page.close()
}

const { server, base } = await serve()
const folder = `${pathToFileURL(site).href}/`
const browser = await launch()
try {
  for (const size of Object.keys(SIZES)) {
    for (const from of [base, folder]) {
      await leadsOn(browser, from, size)
      await finds(browser, from, size)
    }
    await looksRight(browser, base, size)
    console.log(`${size}: ${PAGES.length} pages, the navigation and the search, from a server and a folder`)
  }
} finally {
  await browser.close()
  server.close()
}
