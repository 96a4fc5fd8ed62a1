// The ways to list enterprises or subscribers that `list.mjs` compares.

import http from 'node:http'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { Client } from 'webex-broadworks'
import { HEADERS, nextOf, TOKEN } from './measure.mjs'

const FIRST_PAGES = {
  enterprises: '/broadworks/enterprises?max=1000',
  subscribers: '/broadworks/subscribers?max=100',
}
const agent = new http.Agent({ keepAlive: true })

async function withFetch(firstPage) {
  const items = []
  let url = firstPage
  while (url) {
    const response = await fetch(url, { headers: HEADERS })
    if (!response.ok) throw new Error(String(response.status))
    items.push(...(await response.json()).items)
    url = nextOf(response.headers.get('link'))
  }
  return items
}

/** Without `gunzip` it asks for no compression, which on a loopback is an advantage. */
async function withHttp(firstPage, gunzip) {
  const items = []
  let url = firstPage
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

async function iterated(list) {
  const items = []
  for await (const item of list) items.push(item)
  return items
}

/** Each way to list a resource by its name. */
export function waysOf(baseUrl, resource) {
  const webex = new Client({ token: TOKEN, baseUrl })
  const firstPage = baseUrl + FIRST_PAGES[resource]
  return {
    'webex-broadworks .all()': () => webex[resource].list().all(),
    'webex-broadworks for await': () => iterated(webex[resource].list()),
    'node:http + JSON.parse': () => withHttp(firstPage),
    'node:http + gunzip + JSON.parse': () => withHttp(firstPage, promisify(zlib.gunzip)),
    'fetch + response.json()': () => withFetch(firstPage),
  }
}
