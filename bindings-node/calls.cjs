'use strict'

// The calls in flight: their results are fetched from the native side in bundles.

const native = require('./load.cjs')

// Kept from load time, so that a replacement by a test doesn't lose results.
const { parse } = JSON

class Calls {
  #completions
  #waiting = new Map()

  constructor() {
    // The native side keeps its callback. A strong reference there would keep this module in memory
    // after it is loaded again.
    const self = new WeakRef(this)
    this.#completions = new native.CompletionQueue(() => self.deref()?.#resolveCalls())
  }

  /** The queue for results of the native side. */
  get completions() {
    return this.#completions
  }

  /** Waits for the result of the call with this number: `{value}`, `{error}` or `{canceled}`. */
  resultOf(number) {
    // Calls in flight keep the process and this object alive.
    if (this.#waiting.size === 0) this.#completions.keepAlive(this)
    return new Promise((resolve) => this.#waiting.set(number, resolve))
  }

  #resolveCalls() {
    const text = this.#completions.take()
    if (text === null) return
    const bundle = parse(text)
    for (let place = 0; place < bundle.length; place += 2) {
      const number = bundle[place]
      this.#waiting.get(number)(bundle[place + 1])
      this.#waiting.delete(number)
    }
    if (this.#waiting.size === 0) this.#completions.release()
  }
}

module.exports = { Calls }
