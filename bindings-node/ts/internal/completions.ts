// The calls in flight: their results are fetched from the native side in bundles.

import type { CompletionQueue } from '../native'
import type { ErrorRecord } from './errors'
import { native } from './load'

// Kept from load time, so that a replacement by a test doesn't lose results.
const { parse } = JSON

/** The result of a call: its value, the record of its error, or that it was canceled. */
interface Completion {
  value?: unknown
  error?: ErrorRecord
  canceled?: true
}

class Completions {
  /** The queue for results of the native side. */
  readonly queue: CompletionQueue
  #waiting = new Map<number, (result: Completion) => void>()

  constructor() {
    // The native side keeps its callback. A strong reference there would keep this module in memory
    // after it is loaded again.
    const self = new WeakRef(this)
    this.queue = new native.CompletionQueue(() => self.deref()?.resolveCalls())
  }

  /** Waits for the result of the call with this number. */
  resultOf(number: number): Promise<Completion> {
    // Calls in flight keep the process and this object alive.
    if (this.#waiting.size === 0) this.queue.keepAlive(this)
    return new Promise((resolve) => this.#waiting.set(number, resolve))
  }

  /** Settles the calls of the next bundle. */
  resolveCalls(): void {
    const text = this.queue.take()
    if (text === null) return
    const bundle = parse(text)
    for (let place = 0; place < bundle.length; place += 2) {
      const number: number = bundle[place]
      this.#waiting.get(number)?.(bundle[place + 1])
      this.#waiting.delete(number)
    }
    if (this.#waiting.size === 0) this.queue.release()
  }
}

/** Those of all clients of this environment. */
export const completions = new Completions()
