'use strict'

// Telling hooks and loggers what a client does.

const { inspect, types } = require('node:util')
const { runInContext } = require('./context.cjs')
const native = require('./load.cjs')

const HOOKS = { request: 'onRequest', response: 'onResponse', retry: 'onRetry' }

/** The event with its times in milliseconds. */
function eventOf({ kind: _kind, level: _level, text: _text, caller: _caller, ...event }) {
  // Seconds become milliseconds, to the microsecond.
  if (event.duration !== null) event.duration = Math.round(event.duration * 1e6) / 1e3
  return Object.freeze(event)
}

/** Logs a line and its event. Loggers such as pino take the fields first, and drop them elsewhere. */
function log(logger, level, line, event) {
  const takesFieldsFirst =
    typeof logger.bindings === 'function' || typeof logger.fields === 'object'
  const given = takesFieldsFirst ? [{ ...event }, line] : [line, event]
  logger[level](...given)
}

/** The thrown value, as far as it can be shown. */
function describe(thrown) {
  try {
    return String(types.isNativeError(thrown) ? thrown.stack : inspect(thrown))
  } catch {
    return 'it cannot be shown'
  }
}

/** The hooks and the logger of one client. */
class Hooks {
  #events
  #given
  #warned = false

  constructor(given) {
    this.#given = given
    // The native side keeps its callback, which must not reference the client.
    const self = new WeakRef(this)
    this.#events = new native.Events(() => self.deref()?.deliver())
  }

  /** Hooks for the given functions; `undefined` if there are none. */
  static of(given) {
    return Object.values(given).some((value) => value !== undefined) ? new Hooks(given) : undefined
  }

  /** The buffer in which the native side records events. */
  get events() {
    return this.#events
  }

  /** Passes all events so far to the hooks. Never throws. */
  deliver() {
    for (const entry of this.#events.take() ?? []) {
      runInContext(entry.caller, () => this.#dispatch(entry, eventOf(entry)))
    }
  }

  #dispatch({ kind, level, text }, event) {
    const { logger } = this.#given
    const hook = this.#given[HOOKS[kind]]
    if (hook) this.#run(HOOKS[kind], () => hook(event))
    if (logger) this.#run('logger', () => log(logger, level, text, event))
  }

  /** A hook is the caller's own code: whatever goes wrong in it, the call goes on. */
  #run(name, hook) {
    try {
      const returned = hook()
      if (types.isPromise(returned)) returned.catch((thrown) => this.#warn(name, thrown))
    } catch (thrown) {
      this.#warn(name, thrown)
    }
  }

  #warn(name, thrown) {
    if (this.#warned) return
    this.#warned = true
    process.emitWarning(`the \`${name}\` of a Webex client threw; what throws later is not shown`, {
      type: 'WebexHookWarning',
      code: 'WEBEX_HOOK_THREW',
      detail: describe(thrown),
    })
  }
}

module.exports = { Hooks }
