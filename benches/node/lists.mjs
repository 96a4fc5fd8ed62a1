// The ways to list enterprises that `list.mjs` compares.

import http from 'node:http'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { Client } from 'webex-broadworks'
import { HEADERS, nextOf, TOKEN } from './measure.mjs'

const FIRST = '/broadworks/enterprises?max=1000'
const agent = new http.Agent({ keepAlive: true })

async function withFetch(baseUrl) {
  const items = []
  let url = baseUrl + FIRST
  while (url) {
    const response = await fetch(url, { headers: HEADERS })
    if (!response.ok) throw new Error(String(response.status))
    items.push(...(await response.json()).items)
    url = nextOf(response.headers.get('link'))
  }
  return items
}

/** Without `gunzip` it asks for no compression, which on a loopback is an advantage. */
async function withHttp(baseUrl, gunzip) {
  const items = []
  let url = baseUrl + FIRST
  const headers = gunzip ? { ...HEADERS, 'Accept-Encoding': 'gzip' } : HEADERS
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

async function iterated(webex) {
  const items = []
  for await (const enterprise of webex.enterprises.list()) items.push(enterprise)
  return items
}

/** Each way by its name. */
export function waysOf(baseUrl) {
  const webex = new Client({ token: TOKEN, baseUrl })
  return {
    'webex-broadworks .all()': () => webex.enterprises.list().all(),
    'webex-broadworks for await': () => iterated(webex),
    'node:http + JSON.parse': () => withHttp(baseUrl),
    'node:http + gunzip + JSON.parse': () => withHttp(baseUrl, promisify(zlib.gunzip)),
    'fetch + response.json()': () => withFetch(baseUrl),
  }
}
