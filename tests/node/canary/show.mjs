// Shows a value in every way in which programs, people and tools look at values.

import { format, inspect } from 'node:util'

const DEEPEST = { depth: null, showHidden: true, maxArrayLength: 200, getters: true }

/** Whatever a way of looking gives; a way that fails shows how. */
function attempt(view) {
  try {
    return view()
  } catch (error) {
    return `${error?.stack}`
  }
}

/** Everything that a value shows of itself, and what it hangs on. */
export function show(value, seen = new Set()) {
  if (seen.has(value)) return
  seen.add(value)
  const views = [
    () => inspect(value, DEEPEST),
    () => inspect(value, { ...DEEPEST, customInspect: false }),
    () => JSON.stringify(value),
    () => JSON.stringify(Object.getOwnPropertyDescriptors(value)),
    () => format('%s %o %O %j', value, value, value, value),
    () => String(value),
    () => inspect(structuredClone(value), DEEPEST),
    () => value?.stack,
    () => value?.message,
  ]
  for (const view of views) console.log(attempt(view))
  if (value?.cause !== undefined) show(value.cause, seen)
  console.log(attempt(() => inspect(Object.getPrototypeOf(value), DEEPEST)))
}
