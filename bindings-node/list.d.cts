/** Query parameters: an object whose arrays repeat a parameter, or pairs such as URLSearchParams. */
export type Query =
  | Record<string, string | number | boolean | null | undefined | (string | number | boolean)[]>
  | Iterable<[string, string]>

/** The metadata of a result. */
export interface Metadata {
  /** The HTTP status. */
  status: number
  /** The headers of the response by their lower-case names; repeated ones are joined by `, `. */
  headers: Record<string, string>
  /** The server's tracking id. */
  trackingId: string | null
  /** Number of requests. */
  attempts: number
  /** Duration of the call in milliseconds, including pauses. */
  elapsed: number
}

/** One page of a list. */
export interface Page<Item> {
  /** The items. */
  items: Item[]
  /** The position of the next page, for `cursor`; `null` without one. */
  cursor: string | null
  /** Whether there might be more items than shown: the first page is full and has no link to a next page. */
  possiblyTruncated: boolean
  /** The metadata of the page. */
  metadata: Metadata
}
