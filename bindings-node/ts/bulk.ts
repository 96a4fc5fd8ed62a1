import { BulkRun } from './bulk-run'
import type { CallOptions } from './call'
import type {
  DirectorySync,
  EnsuredDirectorySync,
  Enterprise,
  SyncStatus,
  UserDirectorySync,
} from './generated/models'
import type { BulkSummary, OutcomeKind } from './generated/records'
import { Feeder } from './internal/bulk-feeder'
import { callOptions } from './internal/call'
import { guard, refuse } from './internal/errors'
import { describeType, type Given, type Kinds, read, textsOf } from './internal/options'
import type { Session } from './internal/session'
import { ItemList } from './list'

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

/** Selects enterprises that meet every given condition. */
export interface OnlyIf {
  /** Whether directory sync must be on, or off. Default: either. */
  enabled?: boolean | null | undefined
  /** The state or states that directory sync must be in, in upper or lower case. Default: any. */
  status?: SyncStatus | Iterable<SyncStatus> | null | undefined
  /** The minimum age of the last success, in milliseconds. Enterprises without a success also match. Default: any. */
  staleAfter?: number | null | undefined
  /** Whether directory sync must never have succeeded (true), or must have (false). Default: either. */
  neverSynced?: boolean | null | undefined
}

/** Options of every bulk run. Times are in milliseconds. */
export interface BulkFields<Item extends BulkInput = BulkInput> {
  /**
   * How many enterprises are processed at the same time, at least 1. Default: 32; for
   * `bulk.directorySync.run` as many as their clusters allow.
   */
  concurrency?: number | null | undefined
  /**
   * Selects enterprises; the others are `skipped` with the reason `only_if`. Conditions are checked
   * against the list or else the status. A function is called with each item as given, when the item is
   * read; a promise that it returns is awaited. Default: all.
   */
  onlyIf?: OnlyIf | ((item: Item) => unknown) | null | undefined
  /** Whether to change nothing, and to report what would change as `planned`. Default: false. */
  dryRun?: boolean | null | undefined
  /** When the maintenance window closes: nothing starts after it. Default: never. */
  stopStartingAfter?: Date | null | undefined
  /**
   * Called with the summary after each batch of outcomes, including the last; a promise that it returns
   * is awaited. If it throws, the run starts nothing more, returns the outcomes of the items in flight,
   * and then throws that error. Default: none.
   */
  onProgress?: ((summary: BulkSummary) => unknown) | null | undefined
  /**
   * The path of a file that records the run. A run with the same ledger resumes it, for example after a
   * crash, and doesn't trigger a sync twice. The page Bulk runs has the exceptions. The file is created if
   * it doesn't exist. Default: none.
   */
  ledger?: string | null | undefined
  /**
   * The name of the run in the ledger. If the ledger has a run with this name, it is resumed. Default: an
   * unfinished run without a name that does the same is resumed.
   */
  runName?: string | null | undefined
  /** The maximum time since the last activity of an unnamed run that is resumed. Default: 43,200,000 (12 h). */
  resumeWithin?: number | null | undefined
  /** Outcomes of an earlier attempt at the run whose items are executed again. Default: none. */
  retry?: OutcomeKind | Iterable<OutcomeKind> | null | undefined
  /**
   * Names the clusters of enterprises whose items don't: a mapping of ids to names, or a function that
   * takes an item as given and returns the name. A key that isn't the id of an item is refused.
   * Enterprises with the same name are never synced at the same time. Default: the run infers which
   * enterprises share a cluster.
   */
  clusterGroup?:
    | ReadonlyMap<string, string>
    | Readonly<Record<string, string>>
    | ((item: Item) => string | null | undefined | Promise<string | null | undefined>)
    | null
    | undefined
}

/** Options of `bulk.directorySync.ensure`. */
export interface BulkEnsureFields<Item extends BulkInput = BulkInput> extends BulkFields<Item> {
  /** Whether directory sync must be on, for items without `enableDirSync`. */
  enableDirSync?: boolean | null | undefined
}

/** Options of `bulk.directorySync.run`. */
export interface BulkRunFields<Item extends BulkInput = BulkInput> extends BulkFields<Item> {
  /**
   * Refused triggers allowed per accepted one while the run infers which enterprises share a cluster,
   * at least 0; `Infinity`: unlimited. Default: 2.
   */
  maxRefusalsPerTrigger?: number | null | undefined
  /**
   * How long the client checks for a sync whose trigger got no response, before it triggers again.
   * Default: 60,000.
   */
  settleAfter?: number | null | undefined
}

/**
 * Directory sync of many enterprises. Each method makes a `BulkRun` that sends nothing until it is read. The
 * last argument has `signal` and `timeout`. The timeout is in milliseconds, and applies to each item from
 * its start; `null`: no limit.
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
   * @param items the enterprises
   * @param fields the options of every bulk run
   * @param options `signal` and `timeout`, by default none
   */
  getStatus<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<DirectorySync> {
    const given = read<BulkFields<Item>>('bulk.directorySync.getStatus', fields, FIELDS)
    return this.#bulkRun('directory_sync.get_status', items, given, options)
  }

  /**
   * Turns directory sync on or off. Enterprises already in the requested state are `unchanged`.
   *
   * `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * @param items the enterprises, each with an `enableDirSync` of its own if it needs one
   * @param fields `enableDirSync` for the others, and the options of every bulk run
   * @param options `signal` and `timeout`, by default none
   */
  ensure<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkEnsureFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<EnsuredDirectorySync> {
    const known: Kinds<BulkEnsureFields> = { enableDirSync: 'flag', ...FIELDS }
    const given = read<BulkEnsureFields<Item>>('bulk.directorySync.ensure', fields, known)
    return this.#bulkRun('directory_sync.ensure', items, given, options)
  }

  /**
   * Triggers a directory sync of each enterprise, and waits for that sync to end.
   *
   * Each BroadWorks cluster runs one on-demand sync at a time, so as many syncs run as there are clusters.
   * The run infers which enterprises share a cluster, and records that in the ledger.
   *
   * `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * The run reads the items to their end before it starts the first. Enterprises with directory sync off
   * are `skipped`, reason `disabled`. Leaving the run doesn't end a sync at Webex.
   *
   * @param items the enterprises
   * @param fields `maxRefusalsPerTrigger`, `settleAfter`, and the options of every bulk run
   * @param options `signal` and `timeout`, by default 10,800,000 (3 hours)
   */
  run<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkRunFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<DirectorySync> {
    const own = { maxRefusalsPerTrigger: 'factor', settleAfter: 'time' } as const
    const known: Kinds<BulkRunFields> = { ...own, ...FIELDS }
    const given = read<BulkRunFields<Item>>('bulk.directorySync.run', fields, known)
    return this.#bulkRun('directory_sync.run', items, given, options)
  }

  /**
   * Syncs one user of an enterprise for each item. A user who was already in sync is `unchanged`.
   *
   * `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`, scope
   * `spark-admin:broadworks_enterprises_write`
   *
   * @param items the users: each item has a `userId`
   * @param fields the options of every bulk run
   * @param options `signal` and `timeout`, by default none
   */
  triggerUser<Item extends Exclude<BulkInput, string> & { userId: string }>(
    items: BulkItems<Item>,
    fields?: BulkFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<UserDirectorySync> {
    const given = read<BulkFields<Item>>('bulk.directorySync.triggerUser', fields, FIELDS)
    return this.#bulkRun('directory_sync.trigger_user', items, given, options)
  }

  /** A run of an operation over items. It sends nothing yet. */
  #bulkRun<Item extends BulkInput, R>(
    operation: string,
    items: BulkItems<Item>,
    fields: Given<BulkEnsureFields<Item> & BulkRunFields<Item>>,
    options: unknown,
  ): BulkRun<R> {
    const { clusterGroup, onlyIf, onProgress, retry, stopStartingAfter, ...given } = fields
    const { signal, timeout } = callOptions(options)
    checkItems(items)
    const functions = {
      onlyIf: typeof onlyIf === 'function' ? onlyIf : undefined,
      groupOf: typeof clusterGroup === 'function' ? clusterGroup : undefined,
    }
    const isForJavaScript = functions.onlyIf !== undefined || functions.groupOf !== undefined
    const itemList = items instanceof ItemList ? items : undefined
    const list = isForJavaScript ? undefined : itemList && ItemList.opened(itemList)
    const listing = list ? undefined : itemList && ItemList.listing(itemList)
    const nativeOptions = {
      ...given,
      timeout,
      onlyIf: conditionsOf(onlyIf),
      itemFunction: functions.onlyIf !== undefined,
      clusterGroup: groupsOf(clusterGroup),
      retry: textsOf(retry),
      stopStartingAfter: stopStartingAfter?.getTime(),
    }
    const session = this.#session.forCall()
    // The functions here live as long as the run, and must not refer to its items.
    const total = countOf(items)
    const native = guard(() =>
      session.native.bulk(operation, list?.pages, listing, total, nativeOptions),
    )
    const feeder = list
      ? undefined
      : new Feeder(native, itemList ? ItemList.withoutDeadline(itemList) : items, functions)
    const end = () => {
      session.end()
      list?.session.end()
    }
    return BulkRun.of({ session, operation, native, feeder, onProgress, signal, end })
  }
}

/** The operations over many items, by resource. */
export interface Bulk {
  /** Directory sync of many enterprises. */
  readonly directorySync: BulkDirectorySync
}

const FIELDS: Kinds<BulkFields> = {
  concurrency: 'count',
  onlyIf: 'condition',
  dryRun: 'flag',
  stopStartingAfter: 'date',
  onProgress: 'function',
  ledger: 'text',
  runName: 'text',
  resumeWithin: 'time',
  retry: 'texts',
  clusterGroup: 'groups',
}

const CONDITION: Kinds<OnlyIf> = {
  enabled: 'flag',
  status: 'texts',
  staleAfter: 'time',
  neverSynced: 'flag',
}

/** Refuses values that are not iterable, and strings. */
function checkItems(items: unknown): void {
  if (typeof items === 'object' && items !== null) {
    if (Symbol.asyncIterator in items || Symbol.iterator in items) return
  }
  refuse(
    '`items`: expected an iterable of ids or enterprises, such as an array or a list, ' +
      `got ${describeType(items)}`,
  )
}

/** The number of items, if it is known before they are read. */
function countOf(items: unknown): number | undefined {
  if (Array.isArray(items)) return items.length
  return items instanceof Set ? items.size : undefined
}

/** Converts a condition that is data for the core. */
function conditionsOf(onlyIf: unknown) {
  if (onlyIf === undefined || typeof onlyIf === 'function') return undefined
  const { status, ...rest } = read<OnlyIf>('onlyIf', onlyIf, CONDITION)
  return { ...rest, status: textsOf(status) }
}

/** Converts groups that are data for the core. */
function groupsOf(groups: unknown): Record<string, string> | undefined {
  if (groups === undefined || typeof groups === 'function') return undefined
  const entries = groups instanceof Map ? [...groups] : Object.entries(groups as object)
  const named = entries.filter(([, name]) => name !== undefined && name !== null)
  for (const [id, name] of named) {
    if (typeof id !== 'string' || typeof name !== 'string') {
      refuse(`\`clusterGroup\`: expected ids and names that are strings, got ${describeType(name)}`)
    }
  }
  return Object.fromEntries(named)
}
