// How the benches measure: against one sandbox in a process of its own, the contenders in turns, so that
// a busy machine is busy for all of them; medians.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** What follows a bench on the command line, such as `subscribers --count 2000 --rounds 3`. */
export const { positionals: ARGUMENTS, values: OPTIONS } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string' }, rounds: { type: 'string', default: '7' } },
})
export const ROUNDS = Number(OPTIONS.rounds)
export const TOKEN = 'sandbox-token'
export const HEADERS = { Authorization: `Bearer ${TOKEN}` }

/** Where `cargo build --release` leaves the sandbox, with and without an explicit target. */
function sandboxBinary() {
  const places = ['x86_64-unknown-linux-gnu/release', 'release']
  const found = places
    .map((place) => join(ROOT, 'target', place, 'webex-broadworks-sandbox'))
    .find((path) => existsSync(path))
  if (found) return found
  throw new Error('build it first: cargo build --release --package webex-broadworks-sandbox')
}

/** Starts the sandbox with so many enterprises or subscribers, and resolves to its base URL. */
export async function startSandbox(count, of = 'enterprises') {
  const sandbox = spawn(sandboxBinary(), [`--${of}`, count, '--port', '0'])
  process.on('exit', () => sandbox.kill())
  for await (const line of createInterface({ input: sandbox.stdout })) {
    const [, url] = /WEBEX_BASE_URL=(\S+)/.exec(line) ?? []
    if (url) return url
  }
  throw new Error('the sandbox did not start')
}

/** The next page as scripts find it: without any of the checks that a link needs. */
export function nextOf(link) {
  return /<([^>]+)>; *rel="next"/.exec(link ?? '')?.[1]
}

/** The middle one of some numbers. */
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Milliseconds that something takes. */
export async function timed(work) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Measures each contender once a round, after two rounds that warm up; gives the medians by name. */
export async function compare(contenders, { measure = timed, warmUp = 2 } = {}) {
  const measured = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = -warmUp; round < ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(contenders)) {
      const value = await measure(work)
      if (round >= 0) measured[name].push(value)
    }
  }
  const medians = Object.entries(measured).map(([name, values]) => [name, median(values)])
  return Object.fromEntries(medians)
}

/** Prints medians, and how many times the first each is. */
export function show(title, medians, unit = 'ms') {
  const [first] = Object.values(medians)
  console.log(`${title}, median of ${ROUNDS} rounds in turns`)
  for (const [name, value] of Object.entries(medians)) {
    const ratio = (value / first).toFixed(2)
    console.log(
      `  ${name.padEnd(34)} ${value.toFixed(1).padStart(9)} ${unit} ${ratio.padStart(6)} x`,
    )
  }
}
