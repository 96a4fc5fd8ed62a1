'use strict'

// The async contexts of calls: the caller's own code runs for a call in the context of that call.

const { AsyncResource } = require('node:async_hooks')

/** The native side counts calls in 32 bits. */
const MAX_NUMBER = 2 ** 32 - 1

const contexts = new Map()
const outside = newContext()
let lastNumber = 0

function newContext() {
  return new AsyncResource('WebexCall', { requireManualDestroy: true })
}

/** Stores the current context, and returns the number of its call. */
function enterContext() {
  lastNumber = lastNumber === MAX_NUMBER ? 1 : lastNumber + 1
  contexts.set(lastNumber, newContext())
  return lastNumber
}

/** Removes the context of a call. */
function leaveContext(number) {
  contexts.get(number)?.emitDestroy()
  contexts.delete(number)
}

/** Runs a function in the context of a call, or in an empty one after the call's end. */
function runInContext(number, run) {
  return (contexts.get(number) ?? outside).runInAsyncScope(run)
}

module.exports = { enterContext, leaveContext, runInContext }
