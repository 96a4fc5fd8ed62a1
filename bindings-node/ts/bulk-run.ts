/// <reference lib="esnext.disposable" preserve="true" />

import { inspect } from 'node:util'
import type { Outcome } from './generated/outcomes'
import type { BulkSummary } from './generated/records'
import type { Feeder } from './internal/bulk-feeder'
import { runNative } from './internal/call'
import { disposable } from './internal/disposable'
import { callSite, type ErrorRecord, fromRecord, refuse } from './internal/errors'
import type { Session } from './internal/session'
import { listenTo, unlessAborted } from './internal/signal'
import type { BulkRun as NativeRun } from './native'

/**
 * The parts of a bulk run.
 *
 * @internal
 */
export interface BulkRunParts {
  session: Session
  operation: string
  native: NativeRun
  /** Passes items from JavaScript, if the core doesn't read them. */
  feeder: Feeder | undefined
  onProgress: ((summary: BulkSummary) => unknown) | undefined
  signal: AbortSignal | undefined
  /** Ends the sessions of the run. */
  end(): void
}

/** The next outcomes, and how many items the run needs. */
interface Step {
  outcomes: unknown[]
  wanted: number
}

/**
 * An operation over many enterprises. It isn't a promise: nothing is sent until you iterate it, or call
 * `finish()` or `ndjson()`, once.
 *
 * Each item has one outcome, in the order in which items finish. The run continues when items fail. It
 * starts nothing more if Webex refuses the token, the configuration is wrong, Webex answers five times
 * with 403 without one success, or Webex is unavailable for 15 minutes. The rest is then `not_started`, and
 * the run throws the cause after the last outcome. Errors from the caller's iterable or functions are
 * thrown there, too. Throttling doesn't fail an item.
 *
 * After a `break` the run starts nothing more, and the loop ends when the outcomes of items in flight are
 * recorded. Aborting the signal does the same, and throws the signal's reason immediately.
 */
export class BulkRun<R = unknown> implements AsyncIterable<Outcome<R>> {
  readonly #parts: BulkRunParts
  #failure: { thrown: unknown } | undefined
  #isStarted = false
  #isRead = false
  /** The outcomes that `finish()` has read; iterating stores none. */
  readonly outcomes: Outcome<R>[] = []

  private constructor(parts: BulkRunParts) {
    this.#parts = parts
  }

  /** @internal */
  static of<R>(parts: BulkRunParts): BulkRun<R> {
    return new BulkRun(parts)
  }

  /** Number of items; `null` if it isn't known. */
  get total(): number | null {
    return this.summary.total
  }

  /** The current progress. */
  get summary(): BulkSummary {
    return JSON.parse(this.#parts.native.summary())
  }

  /** The outcomes so far that are `failed`, `partial` or `ambiguous`: the first 1,000. */
  get failures(): Outcome<R>[] {
    return JSON.parse(this.#parts.native.failures())
  }

  /**
   * Iterates over the outcomes, once. After `finish()`, iterates over those that it read, any number of times.
   */
  [Symbol.asyncIterator](): AsyncGenerator<Outcome<R>, void, undefined> {
    return this.#isRead ? disposable(replay(this.outcomes)) : this.#start(false)
  }

  /** Reads every outcome into `outcomes`, and resolves to the run itself. */
  async finish(): Promise<this> {
    const outcomes = this.#start<Outcome<R>>(false)
    try {
      for await (const outcome of outcomes) this.outcomes.push(outcome)
    } finally {
      this.#isRead = true
    }
    return this
  }

  /** Iterates over the outcomes as lines of JSON, each with its line feed: the text of an NDJSON file. */
  ndjson(): AsyncGenerator<string, void, undefined> {
    return this.#start(true)
  }

  /**
   * Throws if an item is `failed`, `partial` or `ambiguous`.
   *
   * @throws BulkError whose `errors` are those of the items, the first 1,000
   */
  raiseForFailures(): void {
    const record: ErrorRecord | null = JSON.parse(this.#parts.native.bulkError())
    if (record !== null) throw fromRecord(record, callSite())
  }

  /**
   * Starts nothing more, and resolves when the outcomes of items in flight are recorded. Outcomes that
   * were not read are lost, except those in a ledger.
   */
  async close(): Promise<void> {
    this.#isStarted = true
    this.#parts.native.stop()
    await this.#parts.feeder?.close()
    await this.#closed()
  }

  /** The operation and the progress of the run. */
  toJSON(): Record<string, unknown> {
    return { operation: this.#parts.operation, ...this.summary }
  }

  /** Closes the run at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** @internal */
  [inspect.custom](_depth: number, options: object, show: typeof inspect): string {
    return `BulkRun ${show(this.toJSON(), options)}`
  }

  #start<T>(asLines: boolean): AsyncGenerator<T, void, undefined> {
    if (this.#isStarted) {
      refuse(
        'this bulk run was already read or closed, and can be read once. Create a new one',
        true,
      )
    }
    this.#isStarted = true
    return disposable(this.#read<T>(asLines))
  }

  async *#read<T>(asLines: boolean): AsyncGenerator<T, void, undefined> {
    const { native, signal } = this.#parts
    const listening = signal && listenTo(signal, () => native.stop())
    try {
      for (;;) {
        const outcomes = await this.#next(asLines)
        if (outcomes === null) break
        for (const outcome of outcomes) yield (asLines ? `${outcome}\n` : outcome) as T
        if (outcomes.length > 0) await this.#reportProgress()
      }
      this.#throwCallerError()
    } catch (error) {
      if (!signal?.aborted && this.summary.stopReason === 'items') this.#throwCallerError()
      throw error
    } finally {
      listening?.stop()
      await this.#finish()
    }
  }

  /** Throws the value that the caller's code threw, unchanged. */
  #throwCallerError(): void {
    const failure = this.#failure ?? this.#parts.feeder?.failure
    if (failure) throw failure.thrown
  }

  /** The next outcomes; `null` after the last. */
  async #next(asLines: boolean): Promise<unknown[] | null> {
    const { session, signal, native, feeder } = this.#parts
    const step = await runNative<Step | null>(session, signal, (cancel) =>
      native.next(asLines, cancel),
    )
    if (step === null) return null
    if (step.wanted > 0) feeder?.feed(step.wanted)
    return step.outcomes
  }

  /** Calls `onProgress`. If it throws, the run starts nothing more and throws that error at the end. */
  async #reportProgress(): Promise<void> {
    if (this.#failure) return
    const { onProgress, signal } = this.#parts
    try {
      await unlessAborted(onProgress?.(this.summary), signal)
    } catch (thrown) {
      if (signal?.aborted) throw signal.reason
      this.#failure = { thrown }
      this.#parts.native.stop()
    }
  }

  /** Starts nothing more, and waits until the outcomes of items in flight are recorded. */
  async #finish(): Promise<void> {
    const left = Promise.allSettled([this.#parts.feeder?.close(), this.#closed()])
    // An aborted run returns at once; the rest continues in the background.
    if (!this.#parts.signal?.aborted) await left
  }

  async #closed(): Promise<void> {
    const { session, native, end } = this.#parts
    try {
      await runNative(session, undefined, () => native.close())
    } finally {
      end()
    }
  }
}

async function* replay<T>(outcomes: T[]): AsyncGenerator<T, void, undefined> {
  yield* outcomes
}
