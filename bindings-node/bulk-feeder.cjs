'use strict'

// Passes the caller's items to a bulk run when it needs them.

const { types } = require('node:util')
const { messageOf } = require('./callbacks.cjs')
const { bulkItemKeys } = require('./load.cjs')

/** The keys of an item whose values are checked, and those that are labels or hints. */
const [VALUE_KEYS, HINT_KEYS] = bulkItemKeys()

const isAbsent = (value) => value === undefined || value === null

/** Whether a value is the same in JSON. */
function isPlain(value) {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** Describes a value for messages. */
function describeValue(value) {
  if (typeof value === 'number') return `the number ${value}`
  if (isAbsent(value)) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name = value.constructor?.name
  return name && name !== 'Object' ? `an instance of ${name}` : 'an object'
}

/** Converts a value to JSON, if possible. */
function jsonOf(value) {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    return undefined
  }
}

/** Converts an item for the core, with what the core must refuse: `[field, value]`. */
function convertItem(item) {
  try {
    return readItem(item)
  } catch (error) {
    // A getter or a proxy threw. That fails this item, not the run.
    return { fields: {}, invalid: ['', `an object that can't be read (${messageOf(error)})`] }
  }
}

function readItem(item) {
  if (typeof item === 'string') return { fields: { id: item } }
  if (typeof item !== 'object' || item === null) {
    return { fields: {}, invalid: ['', describeValue(item)] }
  }
  const fields = {}
  let invalid
  for (const field of VALUE_KEYS) {
    const value = item[field]
    if (isPlain(value)) fields[field] = value
    else if (!isAbsent(value)) invalid ??= [field, describeValue(value)]
  }
  for (const field of HINT_KEYS) {
    const value = item[field]
    if (!isAbsent(value)) fields[field] = isPlain(value) ? value : jsonOf(value)
  }
  return { fields, invalid }
}

/** Items to pass to the native side together: those read until the caller's code must be awaited. */
class Batch {
  #items = []
  #leftOut = []
  #invalid = []
  #native
  #timer

  constructor(native) {
    this.#native = native
  }

  add({ fields, invalid }, isSelected) {
    const place = this.#items.length
    if (!isSelected) this.#leftOut.push(place)
    if (invalid) this.#invalid.push({ place, field: invalid[0], got: invalid[1] })
    this.#items.push(fields)
    this.#timer ??= setImmediate(() => this.flush())
  }

  flush() {
    clearImmediate(this.#timer)
    this.#timer = undefined
    if (this.#items.length === 0) return
    const [items, leftOut, invalid] = [this.#items, this.#leftOut, this.#invalid]
    this.#items = []
    this.#leftOut = []
    this.#invalid = []
    this.#native.push(JSON.stringify(items), leftOut, invalid)
  }
}

class Feeder {
  #batch
  #conditions
  #failure
  #isOver = false
  #items
  #native
  #resume
  #wanted
  #work

  /** `conditions` has `onlyIf` and `groupOf`: functions of an item, or nothing. */
  constructor(native, items, conditions) {
    this.#batch = new Batch(native)
    this.#conditions = conditions
    this.#items = items
    this.#native = native
  }

  /** The value that the caller's code threw, as `{ thrown }`. */
  get failure() {
    return this.#failure
  }

  /** Passes `wanted` items. Replaces the number of an earlier call. */
  feed(wanted) {
    this.#wanted = wanted
    if (this.#work === undefined) this.#work = this.#pushItems()
    else this.#resume?.()
  }

  /**
   * Takes no more items, and lets their iterator clean up. If an item is awaited, the clean-up happens
   * later and isn't awaited, because there might never be another item.
   */
  async close() {
    this.#isOver = true
    if (this.#resume === undefined) return
    this.#resume()
    await this.#work
  }

  async #pushItems() {
    try {
      await this.#readAll()
      this.#native.end()
    } catch (thrown) {
      this.#failure = { thrown }
      this.#native.fail()
    }
  }

  async #readAll() {
    const items = this.#items
    this.#items = undefined
    try {
      if (items[Symbol.asyncIterator]) {
        for await (const item of items) if (await this.#takeItem(item)) return
      } else {
        // `for await` would ask each item for a `then`, and an item's getters may throw.
        for (const item of items) {
          if (await this.#takeItem(types.isPromise(item) ? await item : item)) return
        }
      }
    } finally {
      this.#batch.flush()
    }
  }

  /** Adds an item, and returns whether it was the last one that is needed. */
  async #takeItem(item) {
    if (this.#isOver) return true
    const { groupOf, onlyIf } = this.#conditions
    const converted = convertItem(item)
    // The caller's functions aren't called with invalid items.
    const isUsable = converted.invalid === undefined
    if (isUsable && isAbsent(converted.fields.clusterGroup)) {
      const clusterGroup = await groupOf?.(item)
      if (isPlain(clusterGroup)) converted.fields.clusterGroup = clusterGroup
      else if (!isAbsent(clusterGroup))
        converted.invalid = ['clusterGroup', describeValue(clusterGroup)]
    }
    const isSelected = !isUsable || onlyIf === undefined || (await onlyIf(item))
    this.#batch.add(converted, isSelected)
    this.#wanted -= 1
    if (this.#wanted === 0) await this.#pause()
    return this.#isOver
  }

  /** Waits until more items are needed, or no more are. */
  async #pause() {
    this.#batch.flush()
    await new Promise((resolve) => {
      this.#resume = resolve
    })
    this.#resume = undefined
  }
}

module.exports = { Feeder }
