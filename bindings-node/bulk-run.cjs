'use strict'

// A bulk run while it is read.

const { inspect } = require('node:util')
const { runNative } = require('./call.cjs')
const { disposable } = require('./disposable.cjs')
const { callSite, fromRecord, refuse } = require('./errors.cjs')
const { listenTo } = require('./signal.cjs')

class BulkRun {
  #end
  #failure
  #feeder
  #isStarted = false
  #isRead = false
  #native
  #onProgress
  #operation
  #outcomes = []
  #session
  #signal

  constructor({ session, operation, native, feeder, end }, { onProgress, signal }) {
    this.#end = end
    this.#feeder = feeder
    this.#native = native
    this.#onProgress = onProgress
    this.#operation = operation
    this.#session = session
    this.#signal = signal
  }

  get total() {
    return this.summary.total
  }

  get summary() {
    return this.#native.summary()
  }

  get outcomes() {
    return this.#outcomes
  }

  get failures() {
    return this.#native.failures()
  }

  raiseForFailures() {
    const record = this.#native.bulkError()
    if (record !== null) throw fromRecord(record, callSite())
  }

  async finish() {
    const outcomes = this.#start(false)
    try {
      for await (const outcome of outcomes) this.#outcomes.push(outcome)
    } finally {
      this.#isRead = true
    }
    return this
  }

  /** The outcomes as they come; of a run that `finish` has read, those that it kept. */
  [Symbol.asyncIterator]() {
    return this.#isRead ? disposable(replay(this.#outcomes)) : this.#start(false)
  }

  ndjson() {
    return this.#start(true)
  }

  async close() {
    this.#isStarted = true
    this.#native.stop()
    await this.#feeder?.close()
    await this.#closed()
  }

  toJSON() {
    return { operation: this.#operation, ...this.summary }
  }

  [inspect.custom](_depth, options, show) {
    return `BulkRun ${show(this.toJSON(), options)}`
  }

  #start(asLines) {
    if (this.#isStarted) {
      refuse('a bulk run is read once, and this one was read or closed already: make another one')
    }
    this.#isStarted = true
    return disposable(this.#read(asLines))
  }

  async *#read(asLines) {
    const listening = this.#signal && listenTo(this.#signal, () => this.#native.stop())
    try {
      for (;;) {
        const outcomes = await this.#next(asLines)
        if (outcomes === null) break
        for (const outcome of outcomes) yield asLines ? `${outcome}\n` : outcome
        if (outcomes.length > 0) await this.#reportProgress()
      }
      this.#throwCallerError()
    } catch (error) {
      if (!this.#signal?.aborted && this.summary.stopReason === 'items') this.#throwCallerError()
      throw error
    } finally {
      listening?.stop()
      await this.#finish()
    }
  }

  /** Throws what the caller's own code threw: that very error. */
  #throwCallerError() {
    const failure = this.#failure ?? this.#feeder?.failure
    if (failure) throw failure.thrown
  }

  /** The next outcomes; `null` behind the last. */
  async #next(asLines) {
    const step = await runNative(this.#session, this.#signal, (cancel) =>
      this.#native.next(asLines, cancel),
    )
    if (step === null) return null
    if (step.wanted > 0) this.#feeder.feed(step.wanted)
    return step.outcomes
  }

  /** Tells how it stands. What that throws is thrown at the end: nothing more is begun until then. */
  async #reportProgress() {
    try {
      await this.#onProgress?.(this.summary)
    } catch (thrown) {
      this.#failure = { thrown }
      this.#onProgress = undefined
      this.#native.stop()
    }
  }

  /** Begins nothing more, and waits until what is in flight is written down. */
  async #finish() {
    const left = Promise.allSettled([this.#feeder?.close(), this.#closed()])
    // Who aborts wants an answer now; the rest goes on by itself.
    if (!this.#signal?.aborted) await left
  }

  async #closed() {
    try {
      await runNative(this.#session, undefined, () => this.#native.close())
    } finally {
      this.#end()
    }
  }
}

async function* replay(outcomes) {
  yield* outcomes
}

if (Symbol.asyncDispose) {
  BulkRun.prototype[Symbol.asyncDispose] = BulkRun.prototype.close
}

module.exports = { BulkRun }
