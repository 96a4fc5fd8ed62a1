import type { OperationId, SubjectKind } from './generated/operations.cjs'

/**
 * One thing that happened to a request. Holds no body, no user id and no token; what is not known is
 * `null`. Frozen.
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
  /** What the request is about; `null` if it is not about one enterprise or subscriber. */
  readonly subjectKind: SubjectKind | null
  /** The id of what the request is about. */
  readonly subjectId: string | null
  /** The label of the partner that the client is for. */
  readonly partner: string | null
  /** Which attempt of the call it is, from 1; 0 where a refresh could not begin, and for lists. */
  readonly attempt: number
  /** The HTTP status; `null` before there is a response, and where none came. */
  readonly status: number | null
  /** The `code` of the error, where the attempt brought one; `CANCELED` where its call was given up first. */
  readonly error: string | null
  /** Milliseconds that the attempt took; for a retry, until it is made at the earliest. */
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
 * What `console` and winston have: each method gets a line and the event. pino and bunyan are recognized, and
 * get the event's fields first.
 */
export interface Logger {
  /** Every request, and every response that isn't an error. */
  debug(text: string, event: Event): unknown
  /** Every response that is an error, and what a list sends beyond its pages to be complete. */
  info(text: string, event: Event): unknown
  /** Every retry, and every refresh that failed while the token is still good. */
  warn(text: string, event: Event): unknown
}
