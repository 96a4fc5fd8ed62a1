// Passes the caller's items to a bulk run when it needs them.

import { types } from 'node:util'
import type { BulkRun, InvalidItem } from '../native'
import { messageOf } from './callbacks'
import { native } from './load'
import { describeClass } from './options'

/** The keys of an item whose values are checked, and those that are labels or hints. */
const [VALUE_KEYS, HINT_KEYS] = native.bulkItemKeys()

/** An item for the core, and what the core must refuse. */
interface ConvertedItem {
  fields: Record<string, unknown>
  invalid?: InvalidItem | undefined
}

/** A function of the caller that gets an item as given. */
export type ItemFunction = (item: never) => unknown

/** The caller's functions of an item. */
interface ItemFunctions {
  onlyIf: ItemFunction | undefined
  groupOf: ItemFunction | undefined
}

const isAbsent = (value: unknown) => value === undefined || value === null

/** Whether a value is the same in JSON. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** Describes a value for messages. */
function describeValue(value: unknown): string {
  return typeof value === 'number' ? `the number ${value}` : describeClass(value)
}

/** Converts a value to JSON, if possible. */
function jsonOf(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    return undefined
  }
}

/** Converts an item for the core. */
function convertItem(item: unknown): ConvertedItem {
  try {
    return readItem(item)
  } catch (error) {
    // A getter or a proxy threw. That fails this item, not the run.
    return { fields: {}, invalid: { got: `an object that can't be read (${messageOf(error)})` } }
  }
}

function readItem(item: unknown): ConvertedItem {
  if (typeof item === 'string') return { fields: { id: item } }
  if (typeof item !== 'object' || item === null) {
    return { fields: {}, invalid: { got: describeValue(item) } }
  }
  const fields: Record<string, unknown> = {}
  let invalid: InvalidItem | undefined
  for (const field of VALUE_KEYS) {
    const value: unknown = Reflect.get(item, field)
    if (isPlain(value)) fields[field] = value
    else if (!isAbsent(value)) invalid ??= { field, got: describeValue(value) }
  }
  for (const field of HINT_KEYS) {
    const value: unknown = Reflect.get(item, field)
    if (!isAbsent(value)) fields[field] = isPlain(value) ? value : jsonOf(value)
  }
  return { fields, invalid }
}

/** Reads the caller's items, and passes them on. */
export class Feeder {
  /** The value that the caller's code threw, as `{ thrown }`. */
  failure: { thrown: unknown } | undefined
  #isOver = false
  #resume: (() => void) | undefined
  #wanted = 0
  #work: Promise<void> | undefined

  constructor(
    private readonly run: BulkRun,
    private items: Iterable<unknown> | AsyncIterable<unknown>,
    private readonly functions: ItemFunctions,
  ) {}

  /** Passes `wanted` items. Replaces the number of an earlier call. */
  feed(wanted: number): void {
    this.#wanted = wanted
    if (this.#work === undefined) this.#work = this.#pushItems()
    else this.#resume?.()
  }

  /**
   * Takes no more items, and lets their iterator clean up. If an item is awaited, the clean-up happens
   * later and isn't awaited, because there might never be another item.
   */
  async close(): Promise<void> {
    this.#isOver = true
    if (this.#resume === undefined) return
    this.#resume()
    await this.#work
  }

  async #pushItems(): Promise<void> {
    try {
      await this.#readAll()
      this.run.end()
    } catch (thrown) {
      this.failure = { thrown }
      this.run.fail()
    }
  }

  async #readAll(): Promise<void> {
    const items = this.items
    // A run that is kept for its outcomes doesn't keep its items.
    this.items = []
    if (Symbol.asyncIterator in items) {
      for await (const item of items) if (await this.#takeItem(item)) return
    } else {
      // `for await` would ask each item for a `then`, and an item's getters may throw.
      for (const item of items) {
        if (await this.#takeItem(types.isPromise(item) ? await item : item)) return
      }
    }
  }

  /** Adds an item, and returns whether it was the last one that is needed. */
  async #takeItem(item: unknown): Promise<boolean> {
    if (this.#isOver) return true
    const { groupOf, onlyIf } = this.functions
    const converted = convertItem(item)
    // The caller's functions aren't called with invalid items.
    const isUsable = converted.invalid === undefined
    if (isUsable && isAbsent(converted.fields.clusterGroup)) {
      const clusterGroup = await groupOf?.(item as never)
      if (isPlain(clusterGroup)) converted.fields.clusterGroup = clusterGroup
      else if (!isAbsent(clusterGroup))
        converted.invalid = { field: 'clusterGroup', got: describeValue(clusterGroup) }
    }
    const isSelected = !isUsable || onlyIf === undefined || Boolean(await onlyIf(item as never))
    this.run.push(JSON.stringify(converted.fields), !isSelected, converted.invalid)
    this.#wanted -= 1
    if (this.#wanted === 0) await this.#pause()
    return this.#isOver
  }

  /** Waits until more items are needed, or no more are. */
  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#resume = resolve
    })
    this.#resume = undefined
  }
}
