// Lists 10,000 enterprises with this package, with fetch and with node:http, in turns, against one
// sandbox in a process of its own. Prints medians and how they compare.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { Client } from 'webex-broadworks'

const ENTERPRISES = 10_000
const ROUNDS = Number(process.argv[2] ?? 15)
const TOKEN = 'sandbox-token'
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Where `cargo build --release` leaves the sandbox, with and without an explicit target. */
function sandboxBinary() {
  const places = ['release', 'x86_64-unknown-linux-gnu/release']
  const found = places
    .map((place) => join(ROOT, 'target', place, 'webex-broadworks-sandbox'))
    .find((path) => existsSync(path))
  if (found) return found
  throw new Error('build it first: cargo build --release --package webex-broadworks-sandbox')
}

/** Starts the sandbox and resolves to its base URL. */
async function startSandbox() {
  const sandbox = spawn(sandboxBinary(), ['--enterprises', ENTERPRISES, '--port', '0'])
  process.on('exit', () => sandbox.kill())
  for await (const line of createInterface({ input: sandbox.stdout })) {
    const [, url] = /WEBEX_BASE_URL=(\S+)/.exec(line) ?? []
    if (url) return url
  }
  throw new Error('the sandbox did not start')
}

/** The next page as scripts find it: without any of the checks that a link needs. */
function nextOf(link) {
  return /<([^>]+)>; *rel="next"/.exec(link ?? '')?.[1]
}

async function withFetch(baseUrl) {
  const items = []
  let url = `${baseUrl}/broadworks/enterprises?max=1000`
  while (url) {
    const response = await fetch(url, { headers: { Authorization: `Bearer ${TOKEN}` } })
    if (!response.ok) throw new Error(String(response.status))
    items.push(...(await response.json()).items)
    url = nextOf(response.headers.get('link'))
  }
  return items
}

const agent = new http.Agent({ keepAlive: true })

/** Without `gunzip` it asks for no compression, which on a loopback is an advantage. */
async function withHttp(baseUrl, gunzip) {
  const items = []
  let url = `${baseUrl}/broadworks/enterprises?max=1000`
  const headers = { Authorization: `Bearer ${TOKEN}` }
  if (gunzip) headers['Accept-Encoding'] = 'gzip'
  while (url) {
    const response = await new Promise((resolve, reject) => {
      http.get(url, { agent, headers }, resolve).on('error', reject)
    })
    const chunks = []
    for await (const chunk of response) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    items.push(...JSON.parse(gunzip ? await gunzip(body) : body).items)
    url = nextOf(response.headers.link)
  }
  return items
}

const baseUrl = await startSandbox()
const webex = new Client({ token: TOKEN, baseUrl })

async function iterated() {
  const items = []
  for await (const enterprise of webex.listEnterprises()) items.push(enterprise)
  return items
}

const ways = {
  'webex-broadworks .all()': () => webex.listEnterprises().all(),
  'webex-broadworks for await': iterated,
  'node:http + JSON.parse': () => withHttp(baseUrl),
  'node:http + gunzip': () => withHttp(baseUrl, promisify(zlib.gunzip)),
  'fetch + response.json()': () => withFetch(baseUrl),
}
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
for (let round = -2; round < ROUNDS; round += 1) {
  for (const [name, list] of Object.entries(ways)) {
    const start = performance.now()
    const { length } = await list()
    const elapsed = performance.now() - start
    if (length !== ENTERPRISES) throw new Error(`${name} listed ${length}`)
    // The first rounds warm up.
    if (round >= 0) times[name].push(elapsed)
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const medians = Object.entries(times).map(([name, values]) => [name, median(values)])
const ours = medians[0][1]
console.log(`${ENTERPRISES.toLocaleString('en')} enterprises, median of ${ROUNDS} rounds in turns`)
for (const [name, time] of medians) {
  const ratio = (time / ours).toFixed(2)
  console.log(`${name.padEnd(28)} ${time.toFixed(1).padStart(8)} ms ${ratio.padStart(6)} x`)
}
process.exit()
