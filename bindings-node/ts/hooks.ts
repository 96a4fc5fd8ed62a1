import type { Event } from './generated/records'

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
