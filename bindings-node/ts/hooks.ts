import type { OperationId, SubjectKind } from './generated/operations'

/**
 * An event of a request. It contains no body, no user id and no token. Unknown values are `null`. The
 * object is frozen.
 */
export interface Event {
  /** The HTTP method. */
  readonly method: string
  /** The path under the base URL with placeholders instead of ids. */
  readonly route: string
  /**
   * The id of the operation, such as `directory_sync.get_status`; `access_token.refresh` if the token
   * is refreshed.
   */
  readonly operation: OperationId
  /** The kind of the subject; `null` if the request has none. */
  readonly subjectKind: SubjectKind | null
  /** The id of the subject. */
  readonly subjectId: string | null
  /** The partner label of the client. */
  readonly partner: string | null
  /** The number of the attempt, from 1; 0 for a refresh that could not start, and for lists. */
  readonly attempt: number
  /** The HTTP status; `null` without a response. */
  readonly status: number | null
  /** The `code` of the attempt's error; `CANCELED` if its call was canceled. */
  readonly error: string | null
  /** Duration of the attempt in milliseconds. For a retry: the shortest time until it is sent. */
  readonly duration: number | null
  /** The tracking id that was sent: the same for all attempts of a call. */
  readonly trackingId: string
}

/**
 * Called with an event. If it throws or rejects, the call continues: the first time, Node emits a
 * `warning` event.
 */
export type Hook = (event: Event) => unknown

/**
 * A logger such as `console` or winston: each method gets a line and the event. pino and bunyan are
 * recognized, and get the event's fields first.
 */
export interface Logger {
  /** Every request, and every response that isn't an error. */
  debug(text: string, event: Event): unknown
  /** Every response that is an error, and the additional requests of a list. */
  info(text: string, event: Event): unknown
  /** Every retry, and every refresh that failed while the token is still valid. */
  warn(text: string, event: Event): unknown
}
