// The async contexts of calls: the caller's own code runs for a call in the context of that call.

import { AsyncResource } from 'node:async_hooks'

/** Runs a function in a stored context. */
type Context = (run: () => void) => void

/** The native side counts calls in 32 bits. */
const MAX_NUMBER = 2 ** 32 - 1

const contexts = new Map<number, Context>()
const outside = currentContext()
let lastNumber = 0

function currentContext(): Context {
  return AsyncResource.bind((run) => run(), 'WebexCall')
}

/** Stores the current context, and returns the number of its call. */
export function enterContext(): number {
  lastNumber = lastNumber === MAX_NUMBER ? 1 : lastNumber + 1
  contexts.set(lastNumber, currentContext())
  return lastNumber
}

/** Removes the context of a call. */
export function leaveContext(number: number): void {
  contexts.delete(number)
}

/** Runs a function in the context of a call, or in an empty one after the call's end. */
export function runInContext(number: number | undefined, run: () => void): void {
  const context = contexts.get(number ?? 0) ?? outside
  context(run)
}
