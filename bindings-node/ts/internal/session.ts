// What the calls of a client share.

import type { Client } from '../native'
import type { CallbackServer } from './callbacks'
import { enterContext, leaveContext } from './context'
import type { Hooks } from './hooks'

/** Removes the context of a session that was dropped without an end. */
const dropped = new FinalizationRegistry(leaveContext)

/** The parts of a session. */
interface Parts {
  hooks?: Hooks | undefined
  /** What serves a token source that calls the caller's code. */
  callbacks?: CallbackServer | undefined
  /** Whether calls result in `{ data, metadata }`. */
  hasMetadata?: boolean
  /** The number of the call that the session is for. */
  number?: number | undefined
}

/** A native client, and what its calls share. */
export class Session {
  constructor(
    readonly native: Client,
    readonly parts: Parts,
  ) {}

  /** The same over another native client. */
  withNative(native: Client): Session {
    return new Session(native, this.parts)
  }

  /** The same, whose calls result in `{ data, metadata }`. */
  withMetadata(): Session {
    return new Session(this.native.withMetadata(), { ...this.parts, hasMetadata: true })
  }

  /**
   * This session for one call, or for several that belong together: until its end, hooks, loggers and
   * token functions run for it in the async context that is current now.
   */
  forCall(): Session {
    const { hooks, callbacks, number: known } = this.parts
    const callsFunctions = hooks !== undefined || callbacks !== undefined
    if (known !== undefined || !callsFunctions) return this
    const number = enterContext()
    const native = this.native.forCaller(number, hooks?.events)
    const session = new Session(native, { ...this.parts, number })
    dropped.register(session, number, session)
    return session
  }

  /** Delivers the waiting events, and removes the context. */
  end(): void {
    this.parts.hooks?.deliver()
    if (this.parts.number === undefined) return
    dropped.unregister(this)
    leaveContext(this.parts.number)
  }
}
