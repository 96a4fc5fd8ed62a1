'use strict'

// A list: fetched page by page while it is read.

const { setImmediate: nextTurn } = require('node:timers/promises')
const { inspect } = require('node:util')
const { callOptions, jsonOf, runNative } = require('./call.cjs')
const { disposable } = require('./disposable.cjs')
const { callSite, fromRecord, guard } = require('./errors.cjs')
const { ambiguousMaxError } = require('./load.cjs')
const { pairsOf, read } = require('./options.cjs')

/** Reads the options of a list. Refuses Webex's `max`, which could mean two of them. */
function listFields(operation, place, fields, known) {
  if (fields?.max !== undefined) {
    throw fromRecord(JSON.parse(ambiguousMaxError(operation)), callSite())
  }
  return read(place, fields, known)
}

/** A list that is being read, with a session of its own. */
class ListReader {
  constructor(session, open, signal) {
    this.session = session.forCall()
    this.signal = signal
    this.pages = open(this.session)
  }

  /** The next page; `null` after the last. */
  async next() {
    const page = await this.#call((cancel) => this.pages.next(cancel))
    if (page === null) return null
    const { items, left, cursor, possiblyTruncated, metadata } = page
    for (let part = 0; part < left; part += 1) {
      // A large page is parsed in parts, so that the event loop is not blocked.
      await nextTurn()
      for (const item of this.pages.nextPart()) items.push(item)
    }
    return { items, cursor, possiblyTruncated, metadata }
  }

  /** The lines of the next page; `null` after the last. */
  nextLines() {
    return this.#call((cancel) => this.pages.nextLines(cancel))
  }

  #call(start) {
    return runNative(this.session, this.signal, start)
  }

  /** Closes the list, and cancels its requests. */
  close() {
    this.pages.close()
    this.session.end()
  }

  /** Reads to the end. Closes then, or when its reader stops. */
  async *toEnd(next) {
    try {
      for (;;) {
        const page = await next()
        if (page === null) return
        yield page
      }
    } finally {
      this.close()
    }
  }

  toPages() {
    return this.toEnd(() => this.next())
  }

  toLines() {
    return this.toEnd(() => this.nextLines())
  }
}

class ItemList {
  #filters
  #operation
  #paging
  #session
  #shown
  #signal

  constructor(session, operation, filters, { extraQuery, ...rest }, options) {
    const { signal, timeout } = callOptions(options)
    this.#operation = operation
    this.#filters = jsonOf(filters.map((name) => rest[name]))
    this.#paging = { ...rest, timeout, extraQuery: pairsOf('extraQuery', extraQuery) }
    this.#session = session
    this.#shown = rest
    this.#signal = signal
    // Opening a list sends nothing and checks every argument.
    guard(() => this.#pages(session))
  }

  #pages({ native }) {
    return native.list(this.#operation, this.#filters, this.#paging)
  }

  #open() {
    return new ListReader(this.#session, (session) => this.#pages(session), this.#signal)
  }

  /**
   * The opened list, for a bulk run that reads it on the native side; `undefined` for other items, and
   * for a list that must be read in JavaScript.
   */
  static opened(items, { onlyIf, groupOf }) {
    if (!(items instanceof ItemList)) return undefined
    return onlyIf || groupOf || items.#signal ? undefined : items.#open()
  }

  /** A list whose items pass through JavaScript, for its identity in the core. It isn't read. */
  static listing(items) {
    if (!(items instanceof ItemList)) return undefined
    return guard(() => items.#pages(items.#session))
  }

  /** The items of a bulk run: a list without its deadline; other items unchanged. */
  static withoutDeadline(items) {
    return items instanceof ItemList ? items.#withoutDeadline() : items
  }

  async *#withoutDeadline() {
    const reader = this.#open()
    reader.pages.withoutDeadline()
    for await (const page of reader.toPages()) yield* page.items
  }

  toJSON() {
    return { ...this.#shown }
  }

  [inspect.custom](_depth, options, show) {
    return `${this.constructor.name} ${show(this.#shown, options)}`
  }

  pages() {
    return disposable(this.#open().toPages())
  }

  ndjson() {
    return disposable(this.#readLines())
  }

  async *#readLines() {
    for await (const lines of this.#open().toLines()) yield* lines
  }

  [Symbol.asyncIterator]() {
    return disposable(this.#readItems())
  }

  async *#readItems() {
    for await (const page of this.pages()) {
      yield* page.items
    }
  }

  async all() {
    const items = []
    const reader = this.#open()
    reader.pages.prefetch()
    for await (const page of reader.toPages()) items.push(page.items)
    return items.flat()
  }

  async first() {
    const reader = this.#open()
    reader.pages.limitToFirst()
    for await (const { items } of reader.toPages()) {
      if (items.length > 0) return items[0]
    }
    return null
  }
}

module.exports = { ItemList, listFields }
