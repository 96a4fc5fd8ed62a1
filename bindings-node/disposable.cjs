'use strict'

// `await using` for what is iterated over.

/** Lets `await using` end an iteration, where the engine's own generators know nothing of that yet. */
function disposable(generator) {
  if (Symbol.asyncDispose && generator[Symbol.asyncDispose] === undefined) {
    const value = async () => void (await generator.return())
    Object.defineProperty(generator, Symbol.asyncDispose, { value })
  }
  return generator
}

module.exports = { disposable }
