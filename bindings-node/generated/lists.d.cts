/// <reference lib="esnext.disposable" />
// The lists. Written by `make generate` from `api/operations.toml`.

/** @module lists */

import type { Page } from '../list.cjs'
import type { BillingReport, Enterprise, Subscriber } from './models.cjs'

/**
 * A list of enterprises that is fetched while it is read. Nothing is sent before that. A `break`
 * ends the reading, and each reading starts at the beginning. It isn't a promise: iterate it, or call a
 * method.
 *
 * Every way of reading throws what a request can throw, `PaginationLoopError` and `UntrustedLinkError`,
 * and `IncompleteListError` at the end if Webex may hold more than it listed.
 */
export class EnterpriseList implements AsyncIterable<Enterprise> {
  private constructor()
  /** Iterates over the enterprises; `await using` ends the iteration, too. */
  [Symbol.asyncIterator](): AsyncGenerator<Enterprise, void, undefined>
  /** Iterates over the pages. */
  pages(): AsyncGenerator<Page<Enterprise>, void, undefined>
  /**
   * Iterates over lines of JSON with a newline, one for each enterprise, as Webex sent it: the same bytes
   * in every language, with no object built on the way.
   */
  ndjson(): AsyncGenerator<string, void, undefined>
  /** Reads every enterprise. */
  all(): Promise<Enterprise[]>
  /** Reads the first enterprise and asks for no more than that; `null` where there is none. */
  first(): Promise<Enterprise | null>
  /** What it lists; query parameters that this package does not know are left out. */
  toJSON(): Record<string, unknown>
}

/**
 * A list of subscribers that is fetched while it is read. Nothing is sent before that. A `break`
 * ends the reading, and each reading starts at the beginning. It isn't a promise: iterate it, or call a
 * method.
 *
 * Every way of reading throws what a request can throw, `PaginationLoopError` and `UntrustedLinkError`,
 * and `IncompleteListError` at the end if Webex may hold more than it listed.
 */
export class SubscriberList implements AsyncIterable<Subscriber> {
  private constructor()
  /** Iterates over the subscribers; `await using` ends the iteration, too. */
  [Symbol.asyncIterator](): AsyncGenerator<Subscriber, void, undefined>
  /** Iterates over the pages. */
  pages(): AsyncGenerator<Page<Subscriber>, void, undefined>
  /**
   * Iterates over lines of JSON with a newline, one for each subscriber, as Webex sent it: the same bytes
   * in every language, with no object built on the way.
   */
  ndjson(): AsyncGenerator<string, void, undefined>
  /** Reads every subscriber. */
  all(): Promise<Subscriber[]>
  /** Reads the first subscriber and asks for no more than that; `null` where there is none. */
  first(): Promise<Subscriber | null>
  /** What it lists; query parameters that this package does not know are left out. */
  toJSON(): Record<string, unknown>
}

/**
 * A list of billing reports that is fetched while it is read. Nothing is sent before that. A `break`
 * ends the reading, and each reading starts at the beginning. It isn't a promise: iterate it, or call a
 * method.
 *
 * Every way of reading throws what a request can throw, `PaginationLoopError` and `UntrustedLinkError`,
 * and `IncompleteListError` at the end if Webex may hold more than it listed.
 */
export class BillingReportList implements AsyncIterable<BillingReport> {
  private constructor()
  /** Iterates over the billing reports; `await using` ends the iteration, too. */
  [Symbol.asyncIterator](): AsyncGenerator<BillingReport, void, undefined>
  /** Iterates over the pages. */
  pages(): AsyncGenerator<Page<BillingReport>, void, undefined>
  /**
   * Iterates over lines of JSON with a newline, one for each billing report, as Webex sent it: the same bytes
   * in every language, with no object built on the way.
   */
  ndjson(): AsyncGenerator<string, void, undefined>
  /** Reads every billing report. */
  all(): Promise<BillingReport[]>
  /** Reads the first billing report and asks for no more than that; `null` where there is none. */
  first(): Promise<BillingReport | null>
  /** What it lists; query parameters that this package does not know are left out. */
  toJSON(): Record<string, unknown>
}
