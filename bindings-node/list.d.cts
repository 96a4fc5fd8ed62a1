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

/** One page of a list. */
export interface Page<Item> {
  /** The items. */
  items: Item[]
  /** Where the next page begins, for `cursor`; `null` where the service named no next page. */
  cursor: string | null
  /** Whether the service may hold more than it showed: a full first page and no link to another. */
  possiblyTruncated: boolean
  /** How the page came about. */
  metadata: Metadata
}
