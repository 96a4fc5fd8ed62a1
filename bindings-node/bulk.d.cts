/// <reference lib="esnext.disposable" />

import type { CallOptions } from './call.cjs'
import type {
  DirectorySync,
  EnsuredDirectorySync,
  Enterprise,
  SyncStatus,
  UserDirectorySync,
} from './generated/models.cjs'
import type { Outcome, OutcomeKind } from './outcomes.cjs'

/** What can be wanted for an enterprise. */
export interface BulkWish {
  /** Its identifier on BroadWorks, for outcomes and errors to name it. Default: none. */
  spEnterpriseId?: string | null | undefined
  /** The user to sync: `bulk.directorySync.triggerUser` needs one. Default: none. */
  userId?: string | null | undefined
  /** Whether directory sync shall be on, instead of what the run says. Default: what that says. */
  enableDirSync?: boolean | null | undefined
  /** A name for the cluster that it is on: those with one name are never run at once. Default: none. */
  clusterGroup?: string | null | undefined
}

/** An enterprise, and what is wanted for it. */
export interface BulkItem extends BulkWish {
  /** The `id` of the enterprise as the list shows it. */
  enterpriseId: string
}

/** What a bulk run takes: an id, a `BulkItem`, or an enterprise as listed, with what is wanted for it. */
export type BulkInput = string | BulkItem | (Enterprise & BulkWish)

/**
 * Where the items come from: an array or a Set, which tell the total beforehand; anything else to
 * iterate over, synchronously or not, however long; or a list of enterprises, which is read in the core.
 */
export type BulkItems<Item extends BulkInput = BulkInput> = Iterable<Item> | AsyncIterable<Item>

/** Which enterprises are meant: all conditions that are given have to hold. */
export interface OnlyIf {
  /** Whether directory sync has to be on, or off. Default: no matter. */
  enabled?: boolean | null | undefined
  /** The state that it has to be in, or the states, in any case. Default: any. */
  status?: SyncStatus | Iterable<SyncStatus> | null | undefined
  /** How many milliseconds ago it must have succeeded, at least; never is longer. Default: no matter. */
  staleAfter?: number | null | undefined
  /** Whether it must never have succeeded, or must have. Default: no matter. */
  neverSynced?: boolean | null | undefined
}

/** What every bulk run can be told. Times are in milliseconds. */
export interface BulkFields<Item extends BulkInput = BulkInput> {
  /**
   * How many enterprises are worked on at once, at least 1. Default: 32; for `bulk.directorySync.run` as many
   * as their clusters bear.
   */
  concurrency?: number | null | undefined
  /**
   * Which enterprises are meant; the others are `skipped` with the reason `only_if`. Conditions are
   * held against the state as it was listed or is read. A function is asked with each item as it was
   * given, when that is read; a promise that it returns is awaited. Default: all.
   */
  onlyIf?: OnlyIf | ((item: Item) => unknown) | null | undefined
  /** Whether to change nothing, and to tell what would be: `planned`. Default: false. */
  dryRun?: boolean | null | undefined
  /** When the maintenance window closes: nothing is begun after it. Default: never. */
  stopStartingAfter?: Date | null | undefined
  /**
   * Called with the summary after each batch of outcomes, the last one too; a promise that it returns
   * is awaited. When it throws nothing more is begun, and that is thrown behind the outcomes of what
   * was in flight. Default: none.
   */
  onProgress?: ((summary: BulkSummary) => unknown) | null | undefined
  /**
   * The file that the run is written down in, made if it is not there: killed at any moment and run
   * again, it goes on where it was, and does nothing twice. Default: none.
   */
  ledger?: string | null | undefined
  /**
   * The name of the run in the ledger, which resumes it or starts it. Default: an unfinished run without
   * a name that does the same is resumed.
   */
  runName?: string | null | undefined
  /** How long ago a run without a name may have shown life to be resumed. Default: 43,200,000 (12 h). */
  resumeWithin?: number | null | undefined
  /** The outcomes of an earlier attempt that are not good enough: those items are done again. */
  retry?: OutcomeKind | Iterable<OutcomeKind> | null | undefined
  /**
   * A name for the cluster of each enterprise that does not say itself: by its id, or from a function of
   * the item as it was given. Keys that are no item's id are refused. Those with one name are never run at
   * once. Default: it is found out.
   */
  clusterGroup?:
    | ReadonlyMap<string, string>
    | Readonly<Record<string, string>>
    | ((item: Item) => string | null | undefined | Promise<string | null | undefined>)
    | null
    | undefined
}

/** What `bulk.directorySync.ensure` takes. */
export interface BulkEnsureFields<Item extends BulkInput = BulkInput> extends BulkFields<Item> {
  /** Whether directory sync shall be on, for the items that do not say themselves. */
  enableDirSync?: boolean | null | undefined
}

/** What `bulk.directorySync.run` takes. */
export interface BulkRunFields<Item extends BulkInput = BulkInput> extends BulkFields<Item> {
  /**
   * How many refused triggers an accepted one may cost while it is being found out which enterprises
   * share a cluster; `Infinity` is no bound. Default: 2.
   */
  maxRefusalsPerTrigger?: number | null | undefined
  /**
   * How long a trigger without an answer is looked for before it is taken for lost and sent again.
   * Default: 60,000.
   */
  settleAfter?: number | null | undefined
}

/** Why a bulk run begins nothing more. */
export type StopReason =
  | 'authentication'
  | 'permission_denied'
  | 'configuration'
  | 'client_closed'
  | 'connection'
  | 'ledger'
  | 'items'
  | 'window_closed'
  | 'closed'
  | (string & {})

/** How a bulk run stands, in numbers. */
export interface BulkSummary {
  /** How many items there are; `null` where that is not known. */
  total: number | null
  /** How many have an outcome. */
  done: number
  /** How many have been begun and have none yet. */
  running: number
  /** How many have which outcome. */
  outcomes: Record<OutcomeKind, number>
  /** Why nothing more is begun; `null` where that is not so. */
  stopReason: StopReason | null
  /** The name of the run in its ledger; `null` without one. */
  runName: string | null
  /** Whether the run was begun earlier and is gone on with. */
  resumed: boolean
  /**
   * How many outcomes an earlier attempt at the run had, and were told again without a request: all of
   * them where a run of that name was complete already.
   */
  retold: number
  /** The names of runs that were found unfinished and too old to go on with. */
  abandoned: string[]
  /** How many triggers were refused because a cluster was busy. */
  busyRefusals: number
  /** Whether the run needed more than 60 requests per enterprise, and continues one enterprise at a time. */
  isLimitedToOne: boolean
  /** The outage of Webex that the run waits out now; `null` if there is none. */
  outage: BulkOutage | null
}

/** An outage of Webex: no request has been answered for a while, and the bulk run retries. */
export interface BulkOutage {
  /** When the first call without an answer ended, in UTC. */
  since: string
  /** When the run gives up, if Webex doesn't answer before, in UTC. */
  until: string
}

/**
 * An operation over many enterprises. Nothing is sent until it is read: iterate it, or call `finish()` or
 * `ndjson()`, once. It is no promise.
 *
 * Each item has one outcome, in the order in which they come to it. The run goes on past the failures of
 * items. It begins nothing more when the token is refused, the configuration is wrong, five answers of
 * 403 come without one success, or the service is away for a quarter of an hour: the rest is
 * `not_started`, and the cause is thrown behind the last outcome. What the caller's own iterable or
 * functions throw is thrown there, too. Throttling fails no item.
 *
 * A `break` begins nothing more, and the loop is left when what is in flight is written down. Aborting
 * the signal does the same, and throws the signal's reason at once.
 */
export class BulkRun<R = unknown> implements AsyncIterable<Outcome<R>> {
  private constructor()
  /** How many items there are; `null` where that is not known. */
  readonly total: number | null
  /** How it stands at this moment. */
  readonly summary: BulkSummary
  /** The outcomes that `finish()` has read; an iteration keeps none. */
  readonly outcomes: Outcome<R>[]
  /** The outcomes so far that are `failed`, `partial` or `ambiguous`: the first 1,000. */
  readonly failures: Outcome<R>[];
  /**
   * Iterates over the outcomes, once; after `finish()`, over those that it has read, as often as you like.
   */
  [Symbol.asyncIterator](): AsyncGenerator<Outcome<R>, void, undefined>
  /** Reads every outcome into `outcomes`, and resolves to the run itself. */
  finish(): Promise<this>
  /** Iterates over the outcomes as lines of JSON, each with its line feed: the text of an NDJSON file. */
  ndjson(): AsyncGenerator<string, void, undefined>
  /**
   * Throws if an item failed, in part, or may have.
   *
   * @throws BulkError whose `errors` are those of the items, the first 1,000
   */
  raiseForFailures(): void
  /**
   * Begins nothing more, and resolves when what is in flight is written down. Outcomes that were not
   * read are gone, except from a ledger.
   */
  close(): Promise<void>
  /** The operation, and how the run stands. */
  toJSON(): Record<string, unknown>
  /** Closes the run at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Directory sync of many enterprises. Each method makes a `BulkRun` that sends nothing until it is read. The
 * last argument has `signal`, and `timeout`: how many milliseconds one item may take once it is begun;
 * `null` is no deadline.
 *
 * All throw `InvalidArgumentError` here and now where an argument is of the wrong type or out of bounds,
 * and `LedgerError` or `LedgerInUseError` when they are read.
 */
export interface BulkDirectorySync {
  /**
   * Reads the directory sync of each enterprise.
   *
   * `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_read`
   *
   * @param items the enterprises
   * @param fields what every bulk run can be told
   * @param options `signal` and `timeout`, by default none
   */
  getStatus<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<DirectorySync>

  /**
   * Switches directory sync as wanted, and leaves alone what is so already: `unchanged`.
   *
   * `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * @param items the enterprises, which may each say `enableDirSync`
   * @param fields `enableDirSync` for the others, and what every bulk run can be told
   * @param options `signal` and `timeout`, by default none
   */
  ensure<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkEnsureFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<EnsuredDirectorySync>

  /**
   * Triggers a directory sync of each enterprise and watches that very run to its end, as many at once
   * as their clusters bear. Which enterprises share a cluster is found out meanwhile, and kept in the
   * ledger.
   *
   * `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * The items are read to their end before the first is begun. Enterprises with directory sync off are
   * `skipped`, reason `disabled`. Leaving the run ends no sync at Webex.
   *
   * @param items the enterprises
   * @param fields `maxRefusalsPerTrigger`, `settleAfter`, and what every bulk run can be told
   * @param options `signal` and `timeout`, by default 10,800,000 (3 hours)
   */
  run<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkRunFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<DirectorySync>

  /**
   * Syncs one user of an enterprise for each item; one that was in order already is `unchanged`.
   *
   * `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`, scope
   * `spark-admin:broadworks_enterprises_write`
   *
   * @param items the users: each item has a `userId`
   * @param fields what every bulk run can be told
   * @param options `signal` and `timeout`, by default none
   */
  triggerUser<Item extends Exclude<BulkInput, string> & { userId: string }>(
    items: BulkItems<Item>,
    fields?: BulkFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<UserDirectorySync>
}

/** The operations over many items, by resource. */
export interface Bulk {
  /** Directory sync of many enterprises. */
  readonly directorySync: BulkDirectorySync
}
