'use strict'

// `await using` for iterables.

/** Lets `await using` end an iteration on engines whose generators don't support it yet. */
function disposable(generator) {
  if (Symbol.asyncDispose && generator[Symbol.asyncDispose] === undefined) {
    const value = async () => void (await generator.return())
    Object.defineProperty(generator, Symbol.asyncDispose, { value })
  }
  return generator
}

module.exports = { disposable }
