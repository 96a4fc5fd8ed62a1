// Telling hooks and loggers what a client does.

import { inspect, types } from 'node:util'
import type { Event } from '../generated/records'
import type { Hook, Logger } from '../hooks'
import type { Events } from '../native'
import { runInContext } from './context'
import { native } from './load'

/** What a client calls with its events. */
export interface GivenHooks {
  onRequest: Hook | undefined
  onResponse: Hook | undefined
  onRetry: Hook | undefined
  logger: Logger | undefined
}

/** An event as the native side records it. */
interface Entry extends Event {
  kind: 'request' | 'response' | 'retry'
  level: keyof Logger
  text: string
  caller: number
}

const HOOKS = { request: 'onRequest', response: 'onResponse', retry: 'onRetry' } as const

/** The event with its times in milliseconds. */
function eventOf(entry: Entry): Event {
  const { kind: _kind, level: _level, text: _text, caller: _caller, ...event } = entry
  // Seconds become milliseconds, to the microsecond.
  const duration = event.duration === null ? null : Math.round(event.duration * 1e6) / 1e3
  return Object.freeze({ ...event, duration })
}

/** Logs a line and its event. Loggers such as pino take the fields first, and drop them elsewhere. */
function log(logger: Logger, level: keyof Logger, line: string, event: Event): unknown {
  const { bindings, fields } = logger as { bindings?: unknown; fields?: unknown }
  const takesFieldsFirst = typeof bindings === 'function' || typeof fields === 'object'
  const given = takesFieldsFirst ? [{ ...event }, line] : [line, event]
  return Reflect.apply(logger[level], logger, given)
}

/** The thrown value, as far as it can be shown. */
function describe(thrown: unknown): string {
  try {
    return String(types.isNativeError(thrown) ? thrown.stack : inspect(thrown))
  } catch {
    return 'it cannot be shown'
  }
}

/** The hooks and the logger of one client. */
export class Hooks {
  #given: GivenHooks
  #warned = false
  /** The buffer in which the native side records events. */
  readonly events: Events

  constructor(given: GivenHooks) {
    this.#given = given
    // The native side keeps its callback, which must not reference the client.
    const self = new WeakRef(this)
    this.events = new native.Events(() => self.deref()?.deliver())
  }

  /** Passes all events so far to the hooks. Never throws. */
  deliver(): void {
    const entries: Entry[] = JSON.parse(this.events.take() ?? '[]')
    for (const entry of entries) {
      runInContext(entry.caller, () => this.#dispatch(entry, eventOf(entry)))
    }
  }

  #dispatch({ kind, level, text }: Entry, event: Event): void {
    const { logger, [HOOKS[kind]]: hook } = this.#given
    if (hook) this.#run(HOOKS[kind], () => hook(event))
    if (logger) this.#run('logger', () => log(logger, level, text, event))
  }

  /** A hook is the caller's own code: whatever goes wrong in it, the call goes on. */
  #run(name: string, hook: () => unknown): void {
    try {
      const returned = hook()
      if (types.isPromise(returned)) returned.catch((thrown) => this.#warn(name, thrown))
    } catch (thrown) {
      this.#warn(name, thrown)
    }
  }

  #warn(name: string, thrown: unknown): void {
    if (this.#warned) return
    this.#warned = true
    process.emitWarning(`the \`${name}\` of a Webex client threw; what throws later is not shown`, {
      type: 'WebexHookWarning',
      code: 'WEBEX_HOOK_THREW',
      detail: describe(thrown),
    })
  }
}
