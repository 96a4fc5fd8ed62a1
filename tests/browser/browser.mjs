// Chromium, and pages that note what goes wrong in them.
//
// CHROMIUM names the browser; SCREENSHOTS a folder for pictures.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const pictures = process.env.SCREENSHOTS

/** Starts the browser, or says what there is to install. */
export function launch() {
  if (!existsSync(executablePath)) {
    console.error(`there is no ${executablePath}: apt install chromium, or name another in CHROMIUM`)
    process.exit(1)
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** Opens a page that may ask for what begins so, and notes what goes wrong in it. */
export async function open(browser, allowed, options) {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options })
  const wrong = []
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') wrong.push(line.text())
  })
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('request', (request) => {
    if (!/^(data|blob|about):/.test(request.url()) && !request.url().startsWith(allowed))
      wrong.push(`asked ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`)
  })
  return { page, wrong }
}

/** Asserts that a page has no horizontal scroll bar. */
export async function fits(page, name) {
  const [inner, outer] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return [scrollWidth, clientWidth]
  })
  assert(inner <= outer, `${name} is ${inner} wide in a window of ${outer}`)
}

/** Takes a picture, if a folder for pictures is given. */
export async function picture(page, name, options) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), ...options })
}
