import type { Enterprise } from './generated/models'

/** Settings of one enterprise in a bulk run. */
export interface BulkWish {
  /** Its identifier on BroadWorks, which outcomes and errors show. Default: none. */
  spEnterpriseId?: string | null | undefined
  /** The user to sync: `bulk.directorySync.triggerUser` needs one. Default: none. */
  userId?: string | null | undefined
  /** Whether directory sync must be on for this enterprise. Default: the value of the run. */
  enableDirSync?: boolean | null | undefined
  /** A name for its cluster. Enterprises with the same name are never synced in parallel. Default: none. */
  clusterGroup?: string | null | undefined
}

/** An enterprise and its settings. */
export interface BulkItem extends BulkWish {
  /** The `id` of the enterprise as the list shows it. */
  enterpriseId: string
}

/** An item of a bulk run: an id, a `BulkItem`, or an enterprise as listed, optionally with settings. */
export type BulkInput = string | BulkItem | (Enterprise & BulkWish)

/**
 * Where the items come from: an array or a Set, whose total is known beforehand; another iterable or async
 * iterable of any length; or a list of enterprises, which the core reads.
 */
export type BulkItems<Item extends BulkInput = BulkInput> = Iterable<Item> | AsyncIterable<Item>
