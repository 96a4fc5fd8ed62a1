// The longest time that the event loop is blocked while a page of 1,000 enterprises arrives.

import { Client } from 'webex-broadworks'
import { compare, HEADERS, show, startSandbox, TOKEN } from './measure.mjs'

const baseUrl = await startSandbox(1000)
const url = `${baseUrl}/broadworks/enterprises?max=1000`
const webex = new Client({ token: TOKEN, baseUrl })

/**
 * The longest that a timer of a millisecond is late while something goes on. The loop is not kept busy
 * in between: it would take the processor from the server.
 */
async function longestBlock(work) {
  let isOver = false
  let longest = 0
  const watching = new Promise((resolve) => {
    let last = performance.now()
    const turn = () => {
      const now = performance.now()
      longest = Math.max(longest, now - last - 1)
      last = now
      if (isOver) resolve()
      else setTimeout(turn, 1)
    }
    setTimeout(turn, 1)
  })
  await work()
  isOver = true
  await watching
  return longest
}

/** The longest of a few pages, as a single one may be lucky. */
const over = (pages) => async (work) => {
  const blocks = []
  for (let page = 0; page < pages; page += 1) blocks.push(await longestBlock(work))
  return blocks.toSorted((a, b) => a - b)[pages >> 1]
}

const response = await fetch(url, { headers: HEADERS })
const size = ((await response.arrayBuffer()).byteLength / 1e6).toFixed(2)
show(
  `the longest block of the event loop by a page of ${size} MB`,
  await compare(
    {
      'webex-broadworks': () => webex.enterprises.list({ limit: 1000 }).pages().next(),
      'fetch + response.json()': async () => (await fetch(url, { headers: HEADERS })).json(),
    },
    { measure: over(15) },
  ),
)
process.exit()
