'use strict'

// The list of enterprises: fetched page by page while it is read.

const { call, callOptions } = require('./call.cjs')
const { callSite, fromRecord, guard } = require('./errors.cjs')
const { maxIsTwoThings } = require('./native.cjs')
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

class EnterpriseList {
  #open
  #session
  #signal

  constructor(session, fields, options) {
    if (fields?.max !== undefined) throw fromRecord(JSON.parse(maxIsTwoThings()), callSite())
    const { extraQuery, ...rest } = read('listEnterprises', fields, FIELDS)
    const { signal, timeout } = callOptions(options)
    const query = { ...rest, timeout, extraQuery: pairsOf('extraQuery', extraQuery) }
    this.#session = session
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
    for await (const page of this.#read(pages)) yield* page.items
  }

  pages() {
    return this.#read(this.#open())
  }

  async *#read(pages) {
    try {
      for (;;) {
        const page = await this.#next(pages)
        if (page === null) return
        yield page
      }
    } finally {
      pages.close()
    }
  }

  async *ndjson() {
    const pages = this.#open()
    const next = (cancel) => pages.nextLines(cancel)
    try {
      for (;;) {
        const lines = await call(this.#session, this.#signal, next)
        if (lines === null) return
        yield* lines
      }
    } finally {
      pages.close()
    }
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) {
      for (const enterprise of page.items) yield enterprise
    }
  }

  async all() {
    const items = []
    const pages = this.#open()
    pages.readAhead()
    for await (const page of this.#read(pages)) items.push(page.items)
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
    const { body, cursor, possiblyTruncated, metadata } = page
    return { items: body.items, cursor, possiblyTruncated, metadata }
  }
}

module.exports = { EnterpriseList }
