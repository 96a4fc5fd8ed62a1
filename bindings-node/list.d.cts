/// <reference lib="esnext.disposable" />
import type { Enterprise } from './generated/models.cjs'

/** Query parameters: an object whose arrays repeat a parameter, or pairs such as URLSearchParams. */
export type Query =
  | Record<string, string | number | boolean | null | undefined | (string | number | boolean)[]>
  | Iterable<[string, string]>

/** How a result came about. */
export interface Metadata {
  /** The HTTP status. */
  status: number
  /** The headers of the response by their lower-case names; repeated ones are joined by `, `. */
  headers: Record<string, string>
  /** The server's tracking id. */
  trackingId: string | null
  /** How many requests it took. */
  attempts: number
  /** How long the call took in milliseconds, pauses included. */
  elapsed: number
}

/** One page of enterprises. */
export interface EnterprisePage {
  /** The enterprises. */
  items: Enterprise[]
  /** Where the next page begins, for `cursor`; `null` where the service named no next page. */
  cursor: string | null
  /** Whether the service may hold more than it showed: a full first page and no link to another. */
  possiblyTruncated: boolean
  /** How the page came about. */
  metadata: Metadata
}

/**
 * A list of enterprises that is fetched while it is read. Nothing is sent before that; a `break`
 * ends it; reading it again starts anew. It is no promise: iterate it, or call a method.
 *
 * Every way of reading throws what a request can throw, `IncompleteListError` at the end where the
 * service may hold more than it listed, `PaginationLoopError` and `UntrustedLinkError`.
 */
export class EnterpriseList implements AsyncIterable<Enterprise> {
  private constructor()
  /** Iterates over the enterprises; `await using` ends the iteration, too. */
  [Symbol.asyncIterator](): AsyncGenerator<Enterprise, void, undefined>
  /** Iterates over the pages. */
  pages(): AsyncGenerator<EnterprisePage, void, undefined>
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
