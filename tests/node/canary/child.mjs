// Goes down every path with canary secrets, and shows all that there is to see. The search for the
// canaries is its parent's business.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as paths from './paths.mjs'
import { ACCESS_TOKEN, PROXY_PASSWORD, TOKEN } from './secrets.mjs'
import { show } from './show.mjs'
import { tokenOptions } from './sources.mjs'

const [, , only] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'webex-broadworks-canary-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
process.on('warning', show)

// Whatever goes to a loopback address goes past all of these.
const spy = await paths.listen('')
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy']) {
  process.env[name] = `http://user:${PROXY_PASSWORD}@127.0.0.1:${spy.port}`
}

const leaks = {
  logger: () => console.debug('Authorization: Bearer', TOKEN),
  stderr: () => process.stderr.write(Buffer.from(`Bearer ${TOKEN}`).toString('base64')),
  error: () => show(new Error('failed', { cause: { buffer: Buffer.from(ACCESS_TOKEN) } })),
  property: () => show({ [Symbol('token')]: Object.defineProperty({}, 'x', { value: TOKEN }) }),
  title: () => {
    process.title = TOKEN
  },
}

const outcomes = {}
const tally = (name) => {
  outcomes[name] = (outcomes[name] ?? 0) + 1
}
const options = {
  partner: 'East',
  logger: only ? { ...console, debug: leaks[only] } : console,
  onRequest: show,
  onResponse: show,
  onRetry: show,
}

if (only) {
  await paths.playProxies(options, tally)
  await paths.playMistakes(options, folder, tally)
  leaks[only]()
} else {
  await paths.playScenarios(options, tokenOptions(folder), tally)
  await paths.playSandbox(options, tally, spy)
  await paths.playMistakes(options, folder, tally)
  await paths.playOAuth(options, folder, tally)
  await paths.playProxies(options, tally)
}

show(createRequire(import.meta.url)('../../../bindings-node/dist/internal/load.js'))
console.log(process.title, process.argv, process.execArgv)
if (process.platform === 'linux') console.log(readFileSync('/proc/self/cmdline', 'latin1'))
if (spy.heard.length > 0) console.log('HEARD BY A STRANGER', spy.heard)
console.log(`\nOUTCOMES ${JSON.stringify(outcomes)}`)
