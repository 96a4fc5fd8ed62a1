'use strict'

// The list of enterprises: fetched page by page while it is read.

const { setImmediate: nextTurn } = require('node:timers/promises')
const { inspect } = require('node:util')
const { call, callOptions } = require('./call.cjs')
const { disposable } = require('./disposable.cjs')
const { callSite, fromRecord, guard } = require('./errors.cjs')
const { maxIsTwoThings } = require('./load.cjs')
const { pairsOf, read } = require('./options.cjs')

const FIELDS = {
  spEnterpriseId: 'text',
  startsWith: 'text',
  pageSize: 'count',
  limit: 'count',
  cursor: 'text',
  allowIncomplete: 'flag',
  extraQuery: 'query',
}

/** What is read until there is nothing more; the pages are closed then, or when nobody reads on. */
async function* toTheEnd(pages, next) {
  try {
    for (;;) {
      const page = await next()
      if (page === null) return
      yield page
    }
  } finally {
    pages.close()
  }
}

class EnterpriseList {
  #open
  #session
  #shown
  #signal

  constructor(session, fields, options) {
    if (fields?.max !== undefined) throw fromRecord(JSON.parse(maxIsTwoThings()), callSite())
    const { extraQuery, ...rest } = read('listEnterprises', fields, FIELDS)
    const { signal, timeout } = callOptions(options)
    const query = { ...rest, timeout, extraQuery: pairsOf('extraQuery', extraQuery) }
    this.#session = session
    this.#shown = rest
    this.#signal = signal
    this.#open = () => session.native.listEnterprises(query)
    // Opening sends nothing and looks at everything: what is out of bounds is refused here and now.
    guard(this.#open)
  }

  /**
   * The native list, for what reads it there; nothing for what is no list, or one that has to be read
   * here.
   */
  static nativeOf(items, { onlyIf, groupOf }) {
    if (!(items instanceof EnterpriseList)) return undefined
    return onlyIf || groupOf || items.#signal ? undefined : items.#open()
  }

  /** The items of a bulk run, which has no deadline; what is no list is itself. */
  static patiently(items) {
    return items instanceof EnterpriseList ? items.#patiently() : items
  }

  async *#patiently() {
    const pages = this.#open()
    pages.readPatiently()
    for await (const page of this.#pagesOf(pages)) yield* page.items
  }

  toJSON() {
    return { ...this.#shown }
  }

  [inspect.custom](_depth, options, show) {
    return `EnterpriseList ${show(this.#shown, options)}`
  }

  pages() {
    return disposable(this.#pagesOf(this.#open()))
  }

  #pagesOf(pages) {
    return toTheEnd(pages, () => this.#next(pages))
  }

  ndjson() {
    return disposable(this.#lines())
  }

  async *#lines() {
    const pages = this.#open()
    const next = (cancel) => pages.nextLines(cancel)
    const read = () => call(this.#session, this.#signal, next)
    for await (const lines of toTheEnd(pages, read)) yield* lines
  }

  [Symbol.asyncIterator]() {
    return disposable(this.#items())
  }

  async *#items() {
    for await (const page of this.pages()) {
      for (const enterprise of page.items) yield enterprise
    }
  }

  async all() {
    const items = []
    const pages = this.#open()
    pages.readAhead()
    for await (const page of this.#pagesOf(pages)) items.push(page.items)
    return items.flat()
  }

  async first() {
    const pages = this.#open()
    pages.limitToOne()
    for (;;) {
      const page = await this.#next(pages)
      if (page === null) return null
      if (page.items.length > 0) return page.items[0]
    }
  }

  async #next(pages) {
    const page = await call(this.#session, this.#signal, (cancel) => pages.next(cancel))
    if (page === null) return null
    const { items, left, cursor, possiblyTruncated, metadata } = page
    for (let part = 0; part < left; part += 1) {
      // A large page is parsed bit by bit, so that the event loop gets its turns.
      await nextTurn()
      for (const item of pages.more()) items.push(item)
    }
    return { items, cursor, possiblyTruncated, metadata }
  }
}

module.exports = { EnterpriseList }
