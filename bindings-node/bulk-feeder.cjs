'use strict'

// Handing the caller's items over to a bulk run, as they are wanted.

/** What the core reads of an item as text, a flag or a number, and refuses otherwise. */
const VALUES = ['id', 'enterpriseId', 'userId', 'enableDirSync', 'clusterGroup']

/** Labels: what can't be read of them is left out. */
const LABELS = ['spEnterpriseId', 'provisioningId']

const isAbsent = (value) => value === undefined || value === null

/** Whether a value is the same in JSON. */
function isPlain(value) {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** What a value is, in words for messages. */
function described(value) {
  if (typeof value === 'number') return `the number ${value}`
  if (isAbsent(value)) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name = value.constructor?.name
  return name && name !== 'Object' ? `an instance of ${name}` : 'an object'
}

/** JSON of the listed state, if there is any. */
function jsonOf(value) {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    return undefined
  }
}

/** An item as it crosses, and what of it the core has to refuse: `[field, what came]`. */
function crossing(item) {
  if (typeof item === 'string') return { picked: { id: item } }
  if (typeof item !== 'object' || item === null) {
    return { picked: {}, odd: ['', described(item)] }
  }
  const picked = {}
  let odd
  for (const field of VALUES) {
    const value = item[field]
    if (isPlain(value)) picked[field] = value
    else if (!isAbsent(value)) odd ??= [field, described(value)]
  }
  for (const field of LABELS) if (isPlain(item[field])) picked[field] = item[field]
  const listed = item.broadworksDirectorySync
  if (!isAbsent(listed)) picked.broadworksDirectorySync = jsonOf(listed)
  return { picked, odd }
}

/** Items that cross together: all that are there when the caller's own code has to be waited for. */
class Batch {
  #items = []
  #leftOut = []
  #odd = []
  #native
  #timer

  constructor(native) {
    this.#native = native
  }

  add({ picked, odd }, isMeant) {
    const place = this.#items.length
    if (!isMeant) this.#leftOut.push(place)
    if (odd) this.#odd.push({ place, field: odd[0], got: odd[1] })
    this.#items.push(picked)
    this.#timer ??= setImmediate(() => this.pass())
  }

  pass() {
    clearImmediate(this.#timer)
    this.#timer = undefined
    if (this.#items.length === 0) return
    const [items, leftOut, odd] = [this.#items, this.#leftOut, this.#odd]
    this.#items = []
    this.#leftOut = []
    this.#odd = []
    this.#native.push(JSON.stringify(items), leftOut, odd)
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

  /** What the caller's own code threw, as `{ thrown }`. */
  get failure() {
    return this.#failure
  }

  /** Begins to hand so many items over. */
  feed(wanted) {
    this.#wanted = wanted
    if (this.#work === undefined) this.#work = this.#handOver()
    else this.#resume()
  }

  /**
   * Takes no more items, and lets their iterator clean up. It does so by itself, and later, where it is
   * being waited for: it may never have another item.
   */
  async close() {
    this.#isOver = true
    if (this.#resume === undefined) return
    this.#resume()
    await this.#work
  }

  async #handOver() {
    try {
      await this.#readAll()
      this.#native.end()
    } catch (thrown) {
      this.#failure = { thrown }
      this.#native.fail()
    }
  }

  async #readAll() {
    const { groupOf, onlyIf } = this.#conditions
    const items = this.#items
    this.#items = undefined
    try {
      for await (const item of items) {
        if (this.#isOver) return
        const crossed = crossing(item)
        // The caller's own code isn't shown what is no item.
        const isUsable = crossed.odd === undefined
        if (isUsable && isAbsent(crossed.picked.clusterGroup)) {
          const clusterGroup = await groupOf?.(item)
          if (isPlain(clusterGroup)) crossed.picked.clusterGroup = clusterGroup
          else if (!isAbsent(clusterGroup)) crossed.odd = ['clusterGroup', described(clusterGroup)]
        }
        const isMeant = !isUsable || onlyIf === undefined || (await onlyIf(item))
        this.#batch.add(crossed, isMeant)
        this.#wanted -= 1
        if (this.#wanted === 0) await this.#pause()
        if (this.#isOver) return
      }
    } finally {
      this.#batch.pass()
    }
  }

  /** Waits until more is wanted, or nothing any more. */
  async #pause() {
    this.#batch.pass()
    await new Promise((resolve) => {
      this.#resume = resolve
      this.#native.fed()
    })
    this.#resume = undefined
  }
}

module.exports = { Feeder }
