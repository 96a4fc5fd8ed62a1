'use strict'

// Calls of the caller's own functions that the native side asks for.

const { types } = require('node:util')
const { runInContext } = require('./context.cjs')
const native = require('./load.cjs')

/** The message of a thrown value. Only an error has one that can be shown. */
function messageOf(thrown) {
  try {
    return String((types.isNativeError(thrown) && thrown.message) || 'it threw something else')
  } catch {
    return 'it threw something else'
  }
}

/** Serves the requests of the native side while it is referenced. */
class CallbackServer {
  #call
  #failure
  #queue

  /** `run` gets the topic and the text of a request, and returns text, nothing, or a promise. */
  constructor(run) {
    this.#call = run
    // The native side keeps its callback, which must not reference the client.
    const self = new WeakRef(this)
    this.#queue = new native.CallbackQueue(() => self.deref()?.#drain())
  }

  /** The queue for requests of the native side. */
  get queue() {
    return this.#queue
  }

  /** Replaces the message of a thrown value by the value, as the cause of an error. */
  attachCause(error) {
    if (this.#failure && error.cause?.message === this.#failure.message) {
      error.cause = this.#failure.thrown
    }
  }

  #drain() {
    for (;;) {
      const request = this.#queue.take()
      if (request === null) return
      runInContext(request.caller, () => this.#handle(request))
    }
  }

  async #handle(request) {
    try {
      const text = await this.#call(request.topic, request.text)
      this.#failure = undefined
      request.resolve(text)
    } catch (thrown) {
      const message = messageOf(thrown)
      this.#failure = { thrown, message }
      request.reject(message)
    }
  }
}

module.exports = { CallbackServer, messageOf }
