'use strict'

// What comes of calls: fetched from the native side in bundles, each for the call that waits for it.

// Not the global ones, which tests of their own put fakes in the place of.
const { setImmediate, setInterval } = require('node:timers')
const native = require('./load.cjs')

/** What goes on with the result of each call under way, by its number. */
const waiting = new Map()

/** Where the native side lays results down; it is told of them by all clients of this environment. */
const results = new native.Results(settle)

// Nothing of the native side keeps the process alive: while calls are under way, this does.
const LONGEST = 2 ** 31 - 1
const alive = setInterval(() => {}, LONGEST).unref()

/** Settles one bundle. Others wait for a turn of the event loop of their own. */
function settle() {
  const bundle = results.take()
  if (bundle === null) return
  if (bundle.pop() > 0) setImmediate(settle)
  for (let place = 0; place < bundle.length; place += 2) {
    const number = bundle[place]
    waiting.get(number)(bundle[place + 1])
    waiting.delete(number)
  }
  if (waiting.size === 0) alive.unref()
}

/** Waits for the result of the call of that number: `{value}`, `{error}` or `{cancelled}`. */
function resultOf(number) {
  if (waiting.size === 0) alive.ref()
  return new Promise((resolve) => waiting.set(number, resolve))
}

module.exports = { resultOf, results }
