// The operations over many enterprises. Written by `make generate` from `api/arguments.toml`.

/** @module bulk */

import type { BulkRun } from '../bulk-run'
import { startBulkRun } from '../internal/bulk'
import { type Kinds, read } from '../internal/options'
import type { Session } from '../internal/session'
import type { DirectorySync, EnsuredDirectorySync, Enterprise, UserDirectorySync } from './models'
import type { BulkItem, BulkSummary, BulkWish, CallOptions, OnlyIf, OutcomeKind } from './records'

/** An item of a bulk run: an id, a `BulkItem`, or an enterprise as listed, optionally with settings. */
export type BulkInput = string | BulkItem | (Enterprise & BulkWish)

/**
 * Where the items come from: an array or a Set, whose total is known beforehand; another iterable or async
 * iterable of any length; or a list of enterprises, which the core reads.
 */
export type BulkItems<Item extends BulkInput = BulkInput> = Iterable<Item> | AsyncIterable<Item>

/** Options of every bulk run. Times are in milliseconds. */
export interface BulkFields<Item extends BulkInput = BulkInput> {
  /** Items in progress at the same time, at least 1. Default: 32. */
  concurrency?: number | null | undefined
  /**
   * Selects items; the others are skipped, with the reason `"only_if"`. An `OnlyIf`, such as
   * `{enabled:true}`, which is checked against the list or else the status; or a function that
   * takes an item as given, called when the item is read. A promise that it returns is awaited.
   * Default: all.
   */
  onlyIf?: OnlyIf | ((item: Item) => unknown) | null | undefined
  /**
   * Changes nothing, and reports what would change as `planned`; writes nothing to the ledger.
   * Default: false.
   */
  dryRun?: boolean | null | undefined
  /**
   * Nothing starts after this moment, the end of the maintenance window. Syncs that are running
   * then are polled to their end, and the rest is `not_started`. Default: none.
   */
  stopStartingAfter?: Date | null | undefined
  /**
   * Called with the `summary` after each batch of outcomes, including the last; a promise that it
   * returns is awaited. If it throws, the run starts nothing more, returns the outcomes of the
   * items in flight, and then throws that error. Default: none.
   */
  onProgress?: ((summary: BulkSummary) => unknown) | null | undefined
  /** As for `bulk.directorySync.run`; ignored by the other operations. Default: none. */
  clusterGroup?:
    | ReadonlyMap<string, string>
    | Readonly<Record<string, string>>
    | ((item: Item) => string | null | undefined | Promise<string | null | undefined>)
    | null
    | undefined
  /**
   * The path of a file that records the run. A run with the same ledger resumes it, for example
   * after a crash, and doesn't trigger a sync twice. The page "Bulk runs" of the documentation has
   * the exceptions. The file is created if it doesn't exist. Default: none.
   */
  ledger?: string | null | undefined
  /**
   * The name of the run in the ledger. If the ledger has a run with this name, it is resumed.
   * Default: an unfinished run without a name that does the same is resumed.
   */
  runName?: string | null | undefined
  /**
   * The maximum time since the last activity of an unnamed run that is resumed, in milliseconds.
   * Default: 43,200,000 (12 hours).
   */
  resumeWithin?: number | null | undefined
  /**
   * Outcomes of an earlier attempt at the run whose items are executed again, such as `failed` and
   * `ambiguous`. Default: none.
   */
  retry?: OutcomeKind | Iterable<OutcomeKind> | null | undefined
}

const BULK_FIELDS: Kinds<BulkFields> = {
  concurrency: 'count',
  onlyIf: 'condition',
  dryRun: 'flag',
  stopStartingAfter: 'date',
  onProgress: 'function',
  clusterGroup: 'groups',
  ledger: 'text',
  runName: 'text',
  resumeWithin: 'time',
  retry: 'texts',
}

/** Options of `bulk.directorySync.ensure`. */
export interface BulkEnsureFields<Item extends BulkInput = BulkInput> extends BulkFields<Item> {
  /**
   * Whether directory sync is on afterwards, for items that don't say so themselves. Default: none.
   */
  enableDirSync?: boolean | null | undefined
}

const ENSURE_FIELDS: Kinds<BulkEnsureFields> = {
  enableDirSync: 'flag',
  ...BULK_FIELDS,
}

/** Options of `bulk.directorySync.run`. */
export interface BulkRunFields<Item extends BulkInput = BulkInput> extends BulkFields<Item> {
  /**
   * Refused triggers allowed per accepted one while the run infers which enterprises share a
   * cluster, at least 0; `Infinity`: unlimited. Default: 2.
   */
  maxRefusalsPerTrigger?: number | null | undefined
  /**
   * How long the client checks for a sync whose trigger got no response, before it triggers again,
   * in milliseconds. Default: 60,000.
   */
  settleAfter?: number | null | undefined
  /** Syncs that run at the same time, at least 1. Default: as many as there are clusters. */
  concurrency?: number | null | undefined
  /**
   * Names the clusters of enterprises whose items don't: a Map or object of ids to names, or a
   * function that takes an item as given and returns the name. A key that isn't the id of an item
   * is refused. Syncs of one group never run at the same time. Default: a guess by
   * `provisioningId`, corrected when Webex refuses a trigger.
   */
  clusterGroup?:
    | ReadonlyMap<string, string>
    | Readonly<Record<string, string>>
    | ((item: Item) => string | null | undefined | Promise<string | null | undefined>)
    | null
    | undefined
}

const RUN_FIELDS: Kinds<BulkRunFields> = {
  maxRefusalsPerTrigger: 'factor',
  settleAfter: 'time',
  ...BULK_FIELDS,
}

/**
 * Directory sync of many enterprises. Each method makes a `BulkRun` that sends nothing until it is read.
 *
 * All throw `InvalidArgumentError` immediately if an argument is of the wrong type or out of bounds, and
 * `LedgerError` or `LedgerInUseError` when they are read.
 */
export class BulkDirectorySync {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @internal */
  static of(session: Session): BulkDirectorySync {
    return new BulkDirectorySync(session)
  }

  /**
   * Reads the directory sync of each enterprise.
   *
   * `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_read`
   *
   * @param items The enterprises: any iterable of ids, of enterprises as `enterprises.list` shows
   * them, or of objects with an `enterpriseId`; or a lazy list such as `enterprises.list()`, which
   * is read page by page. Async iterables work, too. A second item for the same enterprise is
   * skipped.
   * @param fields The options of every bulk run.
   * @param options `signal`, and `timeout`. Timeout of one item from its start, in milliseconds;
   * `null`: no limit. Default: none, so that rate limiting doesn't fail an item.
   * @returns A run to iterate over, or to `finish()`. An item's outcome is `ok`, or `failed` with
   * an error. The `result` is a `DirectorySync`.
   */
  getStatus<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<DirectorySync> {
    const given = read<BulkFields<Item>>('bulk.directorySync.getStatus', fields, BULK_FIELDS)
    return startBulkRun(this.#session, 'directory_sync.get_status', items, given, options)
  }

  /**
   * Turns directory sync on or off for each enterprise that isn't already in that state.
   *
   * `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * @param items The enterprises: any iterable of ids, of enterprises as `enterprises.list` shows
   * them, or of objects with an `enterpriseId` and perhaps an `enableDirSync` of their own; or a
   * lazy list such as `enterprises.list()`, which is read page by page. Async iterables work, too.
   * A second item for the same enterprise is skipped.
   * @param fields `enableDirSync`, and the options of every bulk run.
   * @param options `signal`, and `timeout`. Timeout of one item from its start, in milliseconds;
   * `null`: no limit. Default: none, so that rate limiting doesn't fail an item.
   * @returns A run to iterate over, or to `finish()`. An item's outcome is `ok` if it was changed,
   * else `unchanged`. The `result` is an `EnsuredDirectorySync`.
   */
  ensure<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkEnsureFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<EnsuredDirectorySync> {
    const given = read<BulkEnsureFields<Item>>('bulk.directorySync.ensure', fields, ENSURE_FIELDS)
    return startBulkRun(this.#session, 'directory_sync.ensure', items, given, options)
  }

  /**
   * Triggers a directory sync of each enterprise, and waits for that sync to end.
   *
   * `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * Each BroadWorks cluster runs one on-demand sync at a time, so as many syncs run as there are
   * clusters; the run infers which enterprises share one, and records that in the ledger. It reads
   * the items to their end before it starts the first. Enterprises with directory sync off are
   * skipped, with the reason `disabled`. Leaving a run doesn't end a sync at Webex.
   *
   * @param items The enterprises: any iterable of ids, of enterprises as `enterprises.list` shows
   * them, or of objects with an `enterpriseId` and optionally a `clusterGroup`; or a lazy list such
   * as `enterprises.list()`, which is read page by page. Async iterables work, too. A second item
   * for the same enterprise is skipped.
   * @param fields `maxRefusalsPerTrigger`, `settleAfter`, and the options of every bulk run.
   * @param options `signal`, and `timeout`. Timeout of one item from its start, in milliseconds;
   * `null`: no limit. Default: 10,800,000 (3 hours).
   * @returns A run to iterate over, or to `finish()`. An item's outcome is `ok`; `partial` if the
   * sync ended with errors; `failed`; or `ambiguous` if it started and the client doesn't know how
   * it ended. The `result` is the last `DirectorySync` that was read.
   */
  run<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkRunFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<DirectorySync> {
    const given = read<BulkRunFields<Item>>('bulk.directorySync.run', fields, RUN_FIELDS)
    return startBulkRun(this.#session, 'directory_sync.run', items, given, options)
  }

  /**
   * Syncs one user of an enterprise for each item.
   *
   * `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`, scope
   * `spark-admin:broadworks_enterprises_write`
   *
   * Users of enterprises with directory sync off are skipped.
   *
   * @param items The users: any iterable of objects with an `enterpriseId` or `id`, and a `userId`.
   * Async iterables work, too. A second item for the same user is skipped.
   * @param fields The options of every bulk run.
   * @param options `signal`, and `timeout`. Timeout of one item from its start, in milliseconds;
   * `null`: no limit. Default: none, so that rate limiting doesn't fail an item.
   * @returns A run to iterate over, or to `finish()`. An item's outcome is `ok`; `unchanged` if
   * there was nothing to do; or `ambiguous` if no response came. The `result` is a
   * `UserDirectorySync`.
   */
  triggerUser<Item extends Exclude<BulkInput, string> & { userId: string }>(
    items: BulkItems<Item>,
    fields?: BulkFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<UserDirectorySync> {
    const given = read<BulkFields<Item>>('bulk.directorySync.triggerUser', fields, BULK_FIELDS)
    return startBulkRun(this.#session, 'directory_sync.trigger_user', items, given, options)
  }
}

/** The operations over many items, by resource. */
export interface Bulk {
  /** Directory sync of many enterprises. */
  readonly directorySync: BulkDirectorySync
}
