// Calls of the caller's own functions that the native side asks for.

import { types } from 'node:util'
import type { CallbackQueue, CallbackRequest } from '../native'
import { runInContext } from './context'
import { native } from './load'

/** Returns the result of a request as text, or nothing. */
type Handler = (
  topic: string,
  text: string | null,
) => string | undefined | Promise<string | undefined>

/** The message of a thrown value. Only an error has one that can be shown. */
export function messageOf(thrown: unknown): string {
  try {
    return String((types.isNativeError(thrown) && thrown.message) || 'it threw something else')
  } catch {
    return 'it threw something else'
  }
}

/** Serves the requests of the native side while it is referenced. */
export class CallbackServer {
  #failure: { thrown: unknown; message: string } | undefined
  #handler: Handler
  /** The queue for requests of the native side. */
  readonly queue: CallbackQueue

  constructor(handler: Handler) {
    this.#handler = handler
    // The native side keeps its callback, which must not reference the client.
    const self = new WeakRef(this)
    this.queue = new native.CallbackQueue(() => self.deref()?.drain())
  }

  /** Replaces the message of a thrown value by the value, as the cause of an error. */
  attachCause(error: Error): void {
    if (!this.#failure || !types.isNativeError(error.cause)) return
    if (error.cause.message === this.#failure.message) error.cause = this.#failure.thrown
  }

  /** Serves all requests so far. */
  drain(): void {
    for (let request = this.queue.take(); request !== null; request = this.queue.take()) {
      const next = request
      runInContext(next.caller, () => void this.#handle(next))
    }
  }

  async #handle(request: CallbackRequest): Promise<void> {
    try {
      const text = await this.#handler(request.topic, request.text)
      this.#failure = undefined
      request.resolve(text)
    } catch (thrown) {
      const message = messageOf(thrown)
      this.#failure = { thrown, message }
      request.reject(message)
    }
  }
}
