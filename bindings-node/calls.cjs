'use strict'

// The calls under way: what comes of them is fetched from the native side in bundles.

const native = require('./load.cjs')

// As it is when this is loaded: what a test puts in its place later must not lose results.
const { parse } = JSON

class Calls {
  #completions
  #waiting = new Map()

  constructor() {
    // The native side keeps its callback: it must not keep through it what may be loaded anew.
    const self = new WeakRef(this)
    this.#completions = new native.CompletionQueue(() => self.deref()?.#resolveCalls())
  }

  /** Where the native side puts the results. */
  get completions() {
    return this.#completions
  }

  /** Waits for the result of the call of that number: `{value}`, `{error}` or `{cancelled}`. */
  resultOf(number) {
    // While calls are under way, neither the process nor this object goes away.
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
