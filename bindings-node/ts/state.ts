import type {
  DirectorySyncErrorCode,
  DirectorySyncState,
  SubscriberErrorCode,
  SubscriberState,
} from './generated/records'
import { native } from './internal/load'
import { readState } from './internal/state'

/** Options of `directorySyncState` and `subscriberState`. */
export interface StateOptions {
  /** The time that ages count up to. Default: the present by the computer's clock. */
  now?: Date | null | undefined
}

/**
 * Reads the state of directory sync from an enterprise, a directory sync status, an outcome that
 * contains one, or a row of an audit.
 *
 * @param described any of them; of anything else the status is `UNKNOWN`
 * @param options `now`: what `age` counts from, such as `client.now()`; default: the present by the
 *   computer's clock
 * @returns a frozen object
 * @throws InvalidArgumentError if `options` has another key or `now` isn't a valid Date. A number in the
 *   place of `options` is ignored, so that `list.map(directorySyncState)` works
 */
export function directorySyncState(
  described: unknown,
  options?: StateOptions | number | null,
): DirectorySyncState {
  const { counters, ...state } = readState('enterprise', 'directorySyncState', described, options)
  const shown: object = { ...state, ...(counters as object) }
  return Object.freeze(shown as DirectorySyncState)
}

/** Lists the known directory sync error codes, in ascending order. */
export function directorySyncErrorCodes(): DirectorySyncErrorCode[] {
  return JSON.parse(native.errorCodes('enterprise'))
}

/**
 * Explains one directory sync error code.
 *
 * @param code such as 600014, as the `errors` of a status or of an error have it
 * @returns its entry in the catalog; `null` if there is none
 *
 * Never throws.
 */
export function directorySyncErrorCode(code: number | string): DirectorySyncErrorCode | null {
  return explain('enterprise', code)
}

/**
 * Reads the state of a subscriber, or of an outcome whose result is one.
 *
 * @param described either of them; of anything else the status is `unknown`
 * @param options `now`: what `age` counts up to, such as `client.now()`; default: the present by the
 *   computer's clock
 * @returns a frozen object
 * @throws InvalidArgumentError if `options` has another key or `now` isn't a valid Date. A number in the
 *   place of `options` is ignored, so that `subscribers.map(subscriberState)` works
 */
export function subscriberState(
  described: unknown,
  options?: StateOptions | number | null,
): SubscriberState {
  const state: object = readState('subscriber', 'subscriberState', described, options)
  return Object.freeze(state as SubscriberState)
}

/** Lists the error codes of subscribers that are known, in ascending order. Webex publishes no complete list. */
export function subscriberErrorCodes(): SubscriberErrorCode[] {
  return JSON.parse(native.errorCodes('subscriber'))
}

/**
 * Explains one error code of a subscriber.
 *
 * @param code such as 10022, as the `errors` of a subscriber have it
 * @returns its entry in the catalog; `null` if the catalog doesn't have it
 *
 * Never throws.
 */
export function subscriberErrorCode(code: number | string): SubscriberErrorCode | null {
  return explain('subscriber', code)
}

function explain(subject: string, code: unknown) {
  const isCode = typeof code === 'number' || typeof code === 'string'
  return isCode ? JSON.parse(native.errorCode(subject, String(code))) : null
}
