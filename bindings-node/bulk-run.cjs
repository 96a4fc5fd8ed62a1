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
      refuse('this bulk run was already read or closed, and can be read once. Create a new one')
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

  /** Throws the value that the caller's code threw, unchanged. */
  #throwCallerError() {
    const failure = this.#failure ?? this.#feeder?.failure
    if (failure) throw failure.thrown
  }

  /** The next outcomes; `null` after the last. */
  async #next(asLines) {
    const step = await runNative(this.#session, this.#signal, (cancel) =>
      this.#native.next(asLines, cancel),
    )
    if (step === null) return null
    if (step.wanted > 0) this.#feeder.feed(step.wanted)
    return step.outcomes
  }

  /** Calls `onProgress`. If it throws, the run starts nothing more and throws that error at the end. */
  async #reportProgress() {
    try {
      await this.#onProgress?.(this.summary)
    } catch (thrown) {
      this.#failure = { thrown }
      this.#onProgress = undefined
      this.#native.stop()
    }
  }

  /** Starts nothing more, and waits until the outcomes of items in flight are recorded. */
  async #finish() {
    const left = Promise.allSettled([this.#feeder?.close(), this.#closed()])
    // An aborted run returns at once; the rest continues in the background.
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
