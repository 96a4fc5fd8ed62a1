'use strict'

// What the calls of a client share.

const { enterContext, leaveContext } = require('./context.cjs')
const { TokenSource } = require('./tokens.cjs')

/** Removes the context of a session that was dropped without an end. */
const dropped = new FinalizationRegistry(leaveContext)

class Session {
  #number

  constructor(native, { hooks, source, hasMetadata = false, number }) {
    this.native = native
    this.hooks = hooks
    this.source = source
    this.hasMetadata = hasMetadata
    this.#number = number
  }

  /** The same over another native client. */
  withNative(native) {
    return new Session(native, this)
  }

  /** The same, whose calls result in `{ data, metadata }`. */
  withMetadata() {
    return new Session(this.native.withMetadata(), { ...this, hasMetadata: true })
  }

  /**
   * This session for one call, or for several that belong together: until its end, hooks, loggers and
   * token functions run for it in the async context that is current now.
   */
  forCall() {
    const callsFunctions = this.hooks !== undefined || TokenSource.callsFunctions(this.source)
    if (this.#number !== undefined || !callsFunctions) return this
    const number = enterContext()
    const native = this.native.forCaller(number, this.hooks?.events)
    const session = new Session(native, { ...this, number })
    dropped.register(session, number, session)
    return session
  }

  /** Delivers the waiting events, and removes the context. */
  end() {
    this.hooks?.deliver()
    if (this.#number === undefined) return
    dropped.unregister(this)
    leaveContext(this.#number)
  }
}

module.exports = { Session }
