// Reads the directory sync status of 5,000 enterprises: 32 at once, and one after the other.

import { Agent, Pool, request } from 'undici'
import { Client } from 'webex-broadworks'
import { compare, HEADERS, OPTIONS, show, startSandbox, TOKEN } from './measure.mjs'

const CALLS = Number(OPTIONS.count ?? 5000)
const AT_ONCE = 32

const baseUrl = await startSandbox(CALLS)
const { origin, pathname } = new URL(baseUrl)
const webex = new Client({ token: TOKEN, baseUrl })
const ids = (await webex.enterprises.list().all()).map(({ id }) => id)
const pathOf = (id) =>
  `${pathname}/broadworks/enterprises/${encodeURIComponent(id)}/broadworksDirectorySync`
const pool = new Pool(origin, { connections: AT_ONCE })
const one = new Agent({ connections: 1 })

/** Makes a call for each id, so many at once. */
async function each(call, atOnce) {
  const left = ids.values()
  const work = async () => {
    for (const id of left) await call(id)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function withUndici(id) {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: pathOf(id),
    headers: HEADERS,
  })
  if (statusCode !== 200) throw new Error(String(statusCode))
  return body.json()
}

async function withOneConnection(id) {
  const how = { dispatcher: one, headers: HEADERS }
  const { statusCode, body } = await request(origin + pathOf(id), how)
  if (statusCode !== 200) throw new Error(String(statusCode))
  return body.json()
}

async function withFetch(id) {
  const response = await fetch(origin + pathOf(id), { headers: HEADERS })
  if (!response.ok) throw new Error(String(response.status))
  return response.json()
}

async function inBulk() {
  const run = webex.bulk.directorySync.getStatus(ids, { concurrency: AT_ONCE })
  let done = 0
  for await (const { outcome } of run) done += outcome === 'ok'
  if (done !== CALLS) throw new Error(`${done} are ok`)
}

const awaited = (id) => webex.directorySync.getStatus(id)

const calls = CALLS.toLocaleString('en')
show(
  `${calls} status calls, ${AT_ONCE} at once`,
  await compare({
    'webex-broadworks bulk': inBulk,
    'webex-broadworks awaited': () => each(awaited, AT_ONCE),
    'undici Pool.request': () => each(withUndici, AT_ONCE),
    fetch: () => each(withFetch, AT_ONCE),
  }),
)
show(
  `${calls} status calls, one after the other`,
  await compare(
    {
      'webex-broadworks': () => each(awaited, 1),
      'undici request': () => each(withOneConnection, 1),
      fetch: () => each(withFetch, 1),
    },
    { warmUp: 1 },
  ),
)
process.exit()
