'use strict'

// Handing the caller's items over to a bulk run, as they are wanted.

/** What the core reads of an item. */
const FIELDS = [
  'id',
  'enterpriseId',
  'spEnterpriseId',
  'userId',
  'enableDirSync',
  'clusterGroup',
  'provisioningId',
  'broadworksDirectorySync',
]

/** An item as it crosses; what is none crosses as null, and is refused in the core's words. */
function crossing(item, clusterGroup) {
  if (typeof item === 'string') return clusterGroup ? { id: item, clusterGroup } : item
  if (typeof item !== 'object' || item === null) return null
  const picked = clusterGroup ? { clusterGroup } : {}
  for (const field of FIELDS) {
    if (item[field] !== undefined && item[field] !== null) picked[field] = item[field]
  }
  return picked
}

/** Items that cross together: all that are there when the caller's own code has to be waited for. */
class Batch {
  #items = []
  #leftOut = []
  #native
  #timer

  constructor(native) {
    this.#native = native
  }

  add(item, isMeant) {
    if (!isMeant) this.#leftOut.push(this.#items.length)
    this.#items.push(item)
    this.#timer ??= setImmediate(() => this.pass())
  }

  pass() {
    clearImmediate(this.#timer)
    this.#timer = undefined
    if (this.#items.length === 0) return
    const [items, leftOut] = [this.#items, this.#leftOut]
    this.#items = []
    this.#leftOut = []
    this.#native.push(JSON.stringify(items), leftOut)
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
        const group = await groupOf?.(item)
        const isMeant = onlyIf === undefined || (await onlyIf(item))
        this.#batch.add(crossing(item, group), isMeant)
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
