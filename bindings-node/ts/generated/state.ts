// The functions that read states and error codes. Written by `make generate` from `api/records.toml`.

/** @module state */

import { errorCode, errorCodes, readState } from '../internal/state'
import type {
  DirectorySyncErrorCode,
  DirectorySyncState,
  StateOptions,
  SubscriberErrorCode,
  SubscriberState,
} from './records'

/**
 * Reads the state of directory sync from an enterprise, a directory sync status, an outcome that
 * contains one, or a row of an audit.
 *
 * @param described any of them; of anything else the status is `UNKNOWN`
 * @param options `now`: what `age` counts up to, such as `client.now()`; default: the present by the
 * computer's clock
 * @returns a frozen object
 * @throws InvalidArgumentError if `options` has another key or `now` isn't a valid Date. A number
 * in the place of `options` is ignored, so that `list.map(directorySyncState)` works
 */
export function directorySyncState(
  described: unknown,
  options?: StateOptions | number | null,
): DirectorySyncState {
  return readState('enterprise', 'directorySyncState', described, options)
}

/** Lists the known directory sync error codes, in ascending order. */
export function directorySyncErrorCodes(): DirectorySyncErrorCode[] {
  return errorCodes('enterprise')
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
  return errorCode('enterprise', code)
}

/**
 * Reads the state of a subscriber, or of an outcome whose result is one.
 *
 * @param described any of them; of anything else the status is `unknown`
 * @param options `now`: what `age` counts up to, such as `client.now()`; default: the present by the
 * computer's clock
 * @returns a frozen object
 * @throws InvalidArgumentError if `options` has another key or `now` isn't a valid Date. A number
 * in the place of `options` is ignored, so that `list.map(subscriberState)` works
 */
export function subscriberState(
  described: unknown,
  options?: StateOptions | number | null,
): SubscriberState {
  return readState('subscriber', 'subscriberState', described, options)
}

/**
 * Lists the error codes of subscribers that are known, in ascending order. Webex publishes no
 * complete list.
 */
export function subscriberErrorCodes(): SubscriberErrorCode[] {
  return errorCodes('subscriber')
}

/**
 * Explains one error code of a subscriber.
 *
 * @param code such as 10022, as the `errors` of a subscriber have it
 * @returns its entry in the catalog; `null` if there is none
 *
 * Never throws.
 */
export function subscriberErrorCode(code: number | string): SubscriberErrorCode | null {
  return errorCode('subscriber', code)
}
