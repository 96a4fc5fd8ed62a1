// `await using` for iterables.

/** Lets `await using` end an iteration on engines whose generators don't support it yet. */
export function disposable<T>(
  generator: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  if (generator[Symbol.asyncDispose] === undefined) {
    const value = async () => void (await generator.return())
    Object.defineProperty(generator, Symbol.asyncDispose, { value })
  }
  return generator
}
