// The one place where an error of the native side becomes one of the error classes.

import { dirname } from 'node:path'
import * as classes from '../generated/errors'
import { native } from './load'

/** One error in a chain of causes. */
interface Cause {
  message: string
  code: string | null
}

/** An error of the core, as it crosses the boundary. */
export interface ErrorRecord {
  class: string
  message: string
  statusCode: number | null
  causes: Cause[]
  errors: ErrorRecord[]
  elapsed: number | null
  retryAfter: number | null
}

/** An object with a stack, such as an error. */
interface CallSite {
  stack?: string
}

type ErrorClass = new (message: string, fields: Record<string, unknown>) => classes.WebexError
const classOf = new Map<string, ErrorClass>(Object.entries(classes))

for (const [name, code, isTransient] of native.errorClasses()) {
  Object.assign(classOf.get(name)?.prototype, { name, code, isTransient })
}

/** The stack of the caller: at a call, or at the line that awaits one. */
export function callSite(): CallSite {
  const site: CallSite = {}
  Error.captureStackTrace(site, callSite)
  return site
}

/**
 * The folder of this package, which a bundle doesn't have: there the caller's code is in the same file, so
 * that a frame doesn't tell whose it is.
 */
const folder =
  typeof __filename === 'string' && /internal[\\/]errors\.js$/.test(__filename)
    ? dirname(__dirname)
    : undefined

/** A frame of this package, also if a source map shows its original place. */
const isPackageFrame = (frame: string) =>
  (folder !== undefined && frame.includes(folder)) ||
  /[\\/]node_modules[\\/]webex-broadworks[\\/]/.test(frame)

/** A frame of the engine between two others, such as that of an async generator. */
const isEngineFrame = (frame: string) => frame.endsWith('(<anonymous>)')

/** Gives an error the stack of the caller, without the frames of this package. */
function withCallSite<E extends Error>(error: E, site: CallSite): E {
  const [, ...frames] = String(site.stack).split('\n    at ')
  const callerFrames = frames.filter((frame) => !isPackageFrame(frame) && !isEngineFrame(frame))
  // An engine that doesn't follow calls through awaits has no frame of the caller.
  const shown = callerFrames.length > 0 ? callerFrames : frames
  error.stack = [`${error.name}: ${error.message}`, ...shown].join('\n    at ')
  return error
}

/** The chain of an error's causes, outermost first, each with Node's code for it. */
function causeOf(causes: Cause[]): Error | undefined {
  return causes.reduceRight<Error | undefined>((cause, { message, code }) => {
    const error: NodeJS.ErrnoException = new Error(message, cause && { cause })
    if (code !== null) error.code = code
    // It came about in the core: frames of this package would mislead.
    error.stack = `Error: ${message}`
    return error
  }, undefined)
}

/** The error for a record of the core. */
export function fromRecord(record: ErrorRecord, site: CallSite): classes.WebexError {
  const { class: name, message, statusCode, causes, ...rest } = record
  const isKnown = ([, value]: [string, unknown]) =>
    value !== null && !(Array.isArray(value) && value.length === 0)
  const known = Object.entries({ status: statusCode, ...rest }).filter(isKnown)
  const fields: Record<string, unknown> = Object.fromEntries(known)
  for (const key of ['elapsed', 'retryAfter'] as const) {
    if (record[key] !== null) fields[key] = record[key] * 1000
  }
  if (causes.length > 0) fields.cause = causeOf(causes)
  if (name === 'BulkError') fields.errors = rest.errors.map((one) => fromRecord(one, site))
  const Class = classOf.get(name) ?? (classes.WebexError as ErrorClass)
  return withCallSite(new Class(message, fields), site)
}

/** The error for a value that the native side threw: a record, or the text of a panic. */
export function fromNative(thrown: unknown, site: CallSite): classes.WebexError {
  const text = String((thrown as Error | undefined)?.message)
  return fromRecord(JSON.parse(text.startsWith('{"class"') ? text : native.defect(text)), site)
}

/** Refuses an argument. The error says that nothing was sent, unless a request may have been. */
export function refuse(reason: string, mayHaveSent = false): never {
  throw fromRecord(JSON.parse(native.invalidArgument(reason, mayHaveSent)), callSite())
}

/** Runs a synchronous function of the native side. */
export function guard<T>(run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    throw fromNative(thrown, callSite())
  }
}
