/// <reference lib="esnext.disposable" preserve="true" />

import { setImmediate as nextTurn } from 'node:timers/promises'
import { inspect } from 'node:util'
import type { Page } from './generated/records'
import { callOptions, jsonOf, runNative, type Start } from './internal/call'
import { disposable } from './internal/disposable'
import { guard } from './internal/errors'
import { native } from './internal/load'
import { pairsOf } from './internal/options'
import type { Session } from './internal/session'
import type { Pages } from './native'

/** Query parameters: an object whose arrays repeat a parameter, or pairs such as URLSearchParams. */
export type Query =
  | Record<string, string | number | boolean | null | undefined | (string | number | boolean)[]>
  | Iterable<[string, string]>

/**
 * A list that is fetched while it is read. Nothing is sent before that. A `break` ends the reading, and
 * each reading starts at the beginning. It isn't a promise: iterate it, or call a method.
 *
 * Every way of reading throws what a request can throw, `PaginationLoopError` and `UntrustedLinkError`,
 * and `IncompleteListError` at the end if Webex may hold more than it listed.
 */
export abstract class ItemList<Item> implements AsyncIterable<Item> {
  readonly #open: (session: Session) => Pages
  readonly #session: Session
  readonly #shown: object
  readonly #signal: AbortSignal | undefined

  protected constructor()
  /** @internal */
  protected constructor(request: ListRequest)
  protected constructor(request?: ListRequest) {
    const { session, operation, filters, fields, options } = request as ListRequest
    const { extraQuery, ...shown } = fields as { extraQuery?: object } & Record<string, unknown>
    const { signal, timeout } = callOptions(options)
    const text = jsonOf(filters.map((name) => shown[name]))
    const paging = {
      ...shown,
      timeout,
      extraQuery: pairsOf('extraQuery', extraQuery),
    }
    this.#open = ({ native: client }) =>
      guard(() => new native.Pages(client, operation, text, paging))
    this.#session = session
    this.#shown = shown
    this.#signal = signal
    // Opening a list sends nothing and checks every argument.
    this.#open(session)
  }

  #read(): ListReader<Item> {
    return new ListReader(this.#session, this.#open, this.#signal)
  }

  /**
   * The opened list, for a bulk run.
   *
   * @internal
   */
  static opened<Item>(list: ItemList<Item>): ListReader<Item> {
    return list.#read()
  }

  /** Iterates over the items; `await using` ends the iteration, too. */
  [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    return disposable(this.#readItems())
  }

  async *#readItems(): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.items
  }

  /** Iterates over the pages. */
  pages(): AsyncGenerator<Page<Item>, void, undefined> {
    return disposable(this.#read().toPages())
  }

  /**
   * Iterates over lines of JSON with a newline, one for each item, as Webex sent it: the same bytes in every
   * language, with no object built on the way.
   */
  ndjson(): AsyncGenerator<string, void, undefined> {
    return disposable(this.#readLines())
  }

  async *#readLines(): AsyncGenerator<string, void, undefined> {
    for await (const lines of this.#read().toLines()) yield* lines
  }

  /** Reads every item. */
  async all(): Promise<Item[]> {
    const items: Item[][] = []
    const reader = this.#read()
    reader.pages.prefetch()
    for await (const page of reader.toPages()) items.push(page.items)
    return items.flat()
  }

  /** Reads the first item and asks for no more than that; `null` where there is none. */
  async first(): Promise<Item | null> {
    const reader = this.#read()
    reader.pages.limitToFirst()
    for await (const { items } of reader.toPages()) {
      const [first] = items
      if (first !== undefined) return first
    }
    return null
  }

  /** What it lists; query parameters that this package does not know are left out. */
  toJSON(): Record<string, unknown> {
    return { ...this.#shown }
  }

  /** @internal */
  [inspect.custom](_depth: number, options: object, show: typeof inspect): string {
    return `${this.constructor.name} ${show(this.#shown, options)}`
  }
}

/**
 * What a list asks for.
 *
 * @internal
 */
export interface ListRequest {
  session: Session
  operation: string
  /** The names of the fields that are filters, in the order of the operation's description. */
  filters: readonly string[]
  fields: object
  options: unknown
}

/**
 * A list that is being read, with a session of its own.
 *
 * @internal
 */
export class ListReader<Item> {
  readonly pages: Pages
  readonly session: Session
  readonly signal: AbortSignal | undefined

  constructor(session: Session, open: (session: Session) => Pages, signal?: AbortSignal) {
    this.session = session.forCall()
    this.pages = open(this.session)
    this.signal = signal
  }

  /** Iterates over the items without a deadline, for a bulk run. */
  async *toItems(): AsyncGenerator<Item, void, undefined> {
    this.pages.withoutDeadline()
    for await (const page of this.toPages()) yield* page.items
  }

  /** Iterates over the pages. */
  toPages(): AsyncGenerator<Page<Item>, void, undefined> {
    return this.#toEnd(async () => {
      const page = await this.#call<(Page<Item> & { left: number }) | null>((cancel) =>
        this.pages.next(cancel),
      )
      if (page === null) return null
      const { left, ...shown } = page
      for (let part = 0; part < left; part += 1) {
        // A large page is parsed in parts, so that the event loop is not blocked.
        await nextTurn()
        const items: Item[] = JSON.parse(this.pages.nextPart())
        for (const item of items) shown.items.push(item)
      }
      return shown
    })
  }

  /** Iterates over the lines of each page. */
  toLines(): AsyncGenerator<string[], void, undefined> {
    return this.#toEnd(() => this.#call((cancel) => this.pages.nextLines(cancel)))
  }

  #call<T>(start: Start): Promise<T> {
    return runNative(this.session, this.signal, start)
  }

  /** Reads to the end. Cancels requests and closes the list then, or when its reader stops. */
  async *#toEnd<T>(next: () => Promise<T | null>): AsyncGenerator<T, void, undefined> {
    try {
      for (let page = await next(); page !== null; page = await next()) yield page
    } finally {
      this.pages.close()
      this.session.end()
    }
  }
}
