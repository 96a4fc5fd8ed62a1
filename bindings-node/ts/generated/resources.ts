// The operations, grouped by resource. Written by `make generate` from `api/operations.toml`.

/** @module resources */

import { BillingReportDownload } from '../download'
import { call } from '../internal/call'
import { check, listFields, read, subjectOf } from '../internal/options'
import type { Session } from '../internal/session'
import { watch } from '../internal/wait'
import type { Query } from '../list'
import { BillingReportList, EnterpriseList, SubscriberList } from './lists'
import type {
  BillingReport,
  DirectorySync,
  EnsuredDirectorySync,
  Enterprise,
  Subscriber,
  SubscriberPackage,
  SubscriberPrecheck,
  SubscriberStatus,
  UserDirectorySync,
  Workspace,
} from './models'
import type { CallOptions, DirectorySyncWaiting } from './records'

/** The enterprise's `id`, or an enterprise as `enterprises.list` shows it. */
export type EnterpriseRef = string | Enterprise

const enterpriseOf = (given: unknown) => subjectOf('enterprise', given, 'spEnterpriseId')

/** The subscriber's `id`, or a subscriber as Webex returned it. */
export type SubscriberRef = string | Subscriber

const subscriberOf = (given: unknown) => subjectOf('subscriber', given, 'userId')

/** The workspace's `id`, or a workspace as Webex returned it. */
export type WorkspaceRef = string | Workspace

const workspaceOf = (given: unknown) => subjectOf('workspace', given, 'userId')

/** The report's `id`, or a report as Webex returned it. */
export type BillingReportRef = string | BillingReport

const billingReportOf = (given: unknown) => subjectOf('billing_report', given, 'billingPeriod')

/** The arguments of every wait, in addition to `signal` and `timeout`. */
export interface WaitFields<Result> {
  /**
   * Called with the result of each check, including the last, and never with that of an earlier
   * sync. A promise that it returns is awaited. If it throws, the wait ends and the caller gets the
   * error. Default: none.
   */
  onProgress?: ((result: Result) => unknown) | null | undefined
}

/** The arguments of `directorySync.run`, in addition to `signal` and `timeout`. */
export interface RunFields extends WaitFields<DirectorySync> {
  /**
   * Called with a `DirectorySyncWaiting` at each check while the sync can't be triggered, because
   * another one blocks it. Otherwise like `onProgress`. Default: none.
   */
  onWaiting?: ((waiting: DirectorySyncWaiting) => unknown) | null | undefined
}

/** What `enterprises.list` takes. */
export interface EnterprisesListFields {
  /** Only the enterprise with exactly this identifier, such as `"Reseller1+acme"`. Default: any. */
  spEnterpriseId?: string | null | undefined
  /** Only enterprises whose identifier starts with this text. Default: any. */
  startsWith?: string | null | undefined
  /**
   * Enterprises per request, Webex's `max`: 1 to 1000. Default: 1000, or the page size of the
   * `cursor`.
   */
  pageSize?: number | null | undefined
  /** Ends the list after this many enterprises, at least 1. Default: all. */
  limit?: number | null | undefined
  /**
   * Resumes at a page's `cursor`. Pass the same filters as for that page. Default: from the start.
   */
  cursor?: string | null | undefined
  /**
   * `"auto"` checks and completes a list whose last page names no next page. `"off"` sends no
   * request beyond the pages. Default: `"auto"`.
   */
  completion?: 'auto' | 'off' | null | undefined
  /** Ends without an error if the list might be short. Default: false. */
  allowIncomplete?: boolean | null | undefined
  /** Query parameters that this library doesn't know, such as beta filters. Default: none. */
  extraQuery?: Query | null | undefined
}

/** What `enterprises.get` takes: exactly one of these. */
export type EnterprisesGetFields =
  | {
      /** The identifier on BroadWorks, such as `"Reseller1+acme"`. */
      spEnterpriseId: string
      orgId?: null | undefined
    }
  | {
      /** The id of the customer's Webex organization. */
      orgId: string
      spEnterpriseId?: null | undefined
    }

/** What `directorySync.update` takes. */
export interface DirectorySyncUpdateFields {
  /** Whether directory sync is on afterwards. */
  enableDirSync: boolean
}

/** What `directorySync.ensure` takes. */
export interface DirectorySyncEnsureFields {
  /** Whether directory sync is on afterwards. */
  enableDirSync: boolean
  /** Only reads the state, and returns what would change. Default: false. */
  dryRun?: boolean | null | undefined
}

/** What `subscribers.list` takes. */
export interface SubscribersListFields {
  /** Only the subscriber with this user ID on BroadWorks. Default: any. */
  userId?: string | null | undefined
  /** Only the subscriber whose Webex user has this person ID. Default: any. */
  personId?: string | null | undefined
  /** Only subscribers with this e-mail address. Default: any. */
  email?: string | null | undefined
  /** Only subscribers that were provisioned by this customer template. Default: any. */
  provisioningId?: string | null | undefined
  /**
   * Only subscribers of the enterprise with this identifier, such as `"Reseller1+acme"`. Default:
   * any.
   */
  spEnterpriseId?: string | null | undefined
  /** Only subscribers whose `status` changed after this time. Default: any. */
  lastStatusChange?: Date | number | string | null | undefined
  /** Only subscribers in this state, or in one of several. Default: any. */
  status?: SubscriberStatus | Iterable<SubscriberStatus> | null | undefined
  /** Only subscribers that were created after this time. Default: any. */
  after?: Date | number | string | null | undefined
  /** Only subscribers that activated themselves, or only those that didn't. Default: both. */
  selfActivated?: boolean | null | undefined
  /**
   * Subscribers per request, Webex's `max`: 1 to 100. Default: 100, or the page size of the
   * `cursor`.
   */
  pageSize?: number | null | undefined
  /** Ends the list after this many subscribers, at least 1. Default: all. */
  limit?: number | null | undefined
  /**
   * Resumes at a page's `cursor`. Pass the same filters as for that page. Default: from the start.
   */
  cursor?: string | null | undefined
  /** Ends without an error if the list might be short. Default: false. */
  allowIncomplete?: boolean | null | undefined
  /** Query parameters that this library doesn't know, such as beta filters. Default: none. */
  extraQuery?: Query | null | undefined
}

/** What `subscribers.provision` takes. */
export interface SubscribersProvisionFields {
  /** The provisioning ID of the customer template, as Partner Hub shows it. */
  provisioningId: string
  /** The subscriber's user ID on BroadWorks. */
  userId: string
  /** The identifier of the subscriber's enterprise on BroadWorks. */
  spEnterpriseId: string
  /** The subscriber's first name. */
  firstName: string
  /** The subscriber's last name. */
  lastName: string
  /** The Webex package: `"softphone"`, `"basic"`, `"standard"` or `"premium"`. */
  package: SubscriberPackage
  /** The primary phone number on BroadWorks. Default: none. */
  primaryPhoneNumber?: string | null | undefined
  /** The mobile phone number on BroadWorks. Default: none. */
  mobilePhoneNumber?: string | null | undefined
  /** The extension on BroadWorks. Default: none. */
  extension?: string | null | undefined
  /**
   * The subscriber's e-mail address. Templates with trusted e-mail addresses need it. Default: the
   * subscriber enters one.
   */
  email?: string | null | undefined
  /**
   * The language of the organization and of its meeting site, as ISO 639-1, or with a country as
   * ISO 3166. Default: Webex chooses.
   */
  language?: string | null | undefined
  /** The subscriber's time zone. Default: Webex chooses. */
  timezone?: string | null | undefined
  /**
   * Whether to wait until Webex has provisioned the subscriber. This works like `subscribers.wait`.
   * `timeout` then limits the request and the wait together. Without it, the wait can take up to 1
   * hour. Default: false.
   */
  wait?: boolean | null | undefined
  /** Keys of the body that this library doesn't know, such as those of a beta. Default: none. */
  extraBody?: Record<string, unknown> | null | undefined
}

/** What `subscribers.update` takes. */
export interface SubscribersUpdateFields {
  /** The new user ID on BroadWorks. Default: unchanged. */
  userId?: string | null | undefined
  /** The new first name. Default: unchanged. */
  firstName?: string | null | undefined
  /** The new last name. Default: unchanged. */
  lastName?: string | null | undefined
  /**
   * The new Webex package: `"softphone"`, `"basic"`, `"standard"` or `"premium"`. Default:
   * unchanged.
   */
  package?: SubscriberPackage | null | undefined
  /** The new primary phone number. Default: unchanged. */
  primaryPhoneNumber?: string | null | undefined
  /** The new mobile phone number. Default: unchanged. */
  mobilePhoneNumber?: string | null | undefined
  /** The new extension. Default: unchanged. */
  extension?: string | null | undefined
  /** The new time zone. Default: unchanged. */
  timezone?: string | null | undefined
  /**
   * Whether to wait until Webex shows the new values. This works like `subscribers.wait`. `timeout`
   * then limits the request and the wait together. Without it, the wait can take up to 1 hour.
   * Default: false.
   */
  wait?: boolean | null | undefined
  /**
   * What to delete: `"primary_phone_number"`, `"mobile_phone_number"` or `"extension"`, or several
   * of them. Default: nothing.
   */
  clear?:
    | 'primaryPhoneNumber'
    | 'mobilePhoneNumber'
    | 'extension'
    | Iterable<'primaryPhoneNumber' | 'mobilePhoneNumber' | 'extension'>
    | null
    | undefined
  /** Keys of the body that this library doesn't know, such as those of a beta. Default: none. */
  extraBody?: Record<string, unknown> | null | undefined
}

/** What `subscribers.precheck` takes. */
export interface SubscribersPrecheckFields {
  /** The e-mail address of the subscriber. */
  email: string
  /** The provisioning ID of the customer template. Default: not checked. */
  provisioningId?: string | null | undefined
  /** The subscriber's user ID on BroadWorks. Default: not checked. */
  userId?: string | null | undefined
  /** The identifier of the subscriber's enterprise. Default: not checked. */
  spEnterpriseId?: string | null | undefined
  /** The subscriber's first name. Default: not checked. */
  firstName?: string | null | undefined
  /** The subscriber's last name. Default: not checked. */
  lastName?: string | null | undefined
  /** The Webex package. Default: not checked. */
  package?: SubscriberPackage | null | undefined
  /** The primary phone number. Default: not checked. */
  primaryPhoneNumber?: string | null | undefined
  /** The mobile phone number. Default: not checked. */
  mobilePhoneNumber?: string | null | undefined
  /** The extension. Default: not checked. */
  extension?: string | null | undefined
  /** Webex ignores it so far. Default: none. */
  language?: string | null | undefined
  /** The subscriber's time zone. Default: not checked. */
  timezone?: string | null | undefined
  /**
   * The primary e-mail address of the customer, for an enterprise that doesn't exist yet. Default:
   * none.
   */
  customerPrimaryEmail?: string | null | undefined
  /** Keys of the body that this library doesn't know, such as those of a beta. Default: none. */
  extraBody?: Record<string, unknown> | null | undefined
}

/** What `subscribers.wait` takes. */
export interface SubscribersWaitFields extends WaitFields<Subscriber> {
  /**
   * Whether to keep waiting while the person must consent, or enter or confirm an e-mail address.
   * That can take days. Default: false.
   */
  waitForPerson?: boolean | null | undefined
}

/** What `workspaces.provision` takes. */
export interface WorkspacesProvisionFields {
  /** The provisioning ID of the customer template, as Partner Hub shows it. */
  provisioningId: string
  /** The workspace's user ID on BroadWorks. */
  userId: string
  /** The identifier of the workspace's enterprise on BroadWorks. */
  spEnterpriseId: string
  /** The name that Webex shows. */
  displayName: string
  /** The primary phone number on BroadWorks. Default: none. */
  primaryPhoneNumber?: string | null | undefined
  /** The extension on BroadWorks. Default: none. */
  extension?: string | null | undefined
  /** Keys of the body that this library doesn't know, such as those of a beta. Default: none. */
  extraBody?: Record<string, unknown> | null | undefined
}

/** What `workspaces.update` takes. */
export interface WorkspacesUpdateFields {
  /** The new user ID on BroadWorks. Default: unchanged. */
  userId?: string | null | undefined
  /** The new primary phone number. Default: unchanged. */
  primaryPhoneNumber?: string | null | undefined
  /** The new extension. Default: unchanged. */
  extension?: string | null | undefined
  /** What to delete: `"primary_phone_number"` or `"extension"`. Default: nothing. */
  clear?:
    | 'primaryPhoneNumber'
    | 'extension'
    | Iterable<'primaryPhoneNumber' | 'extension'>
    | null
    | undefined
  /** Keys of the body that this library doesn't know, such as those of a beta. Default: none. */
  extraBody?: Record<string, unknown> | null | undefined
}

/** What `billingReports.list` takes. */
export interface BillingReportsListFields {
  /** Only reports from before this month or day, such as `"2026-10"`. Default: any. */
  before?: string | null | undefined
  /** Only reports from after this month or day, such as `"2026-10"`. Default: any. */
  after?: string | null | undefined
  /** The order: `"id"`, `"status"` or `"billingPeriod"`. Default: `"billingPeriod"`. */
  sortBy?: string | null | undefined
  /** Ends without an error if the list might be short. Default: false. */
  allowIncomplete?: boolean | null | undefined
  /** Query parameters that this library doesn't know, such as beta filters. Default: none. */
  extraQuery?: Query | null | undefined
}

/** What `billingReports.download` takes. */
export interface BillingReportsDownloadFields {
  /** The maximum size of the file in bytes, at least 1. Default: 536,870,912 (512 MiB). */
  maxBytes?: number | null | undefined
}

/** Lists the enterprises of a partner, and finds one of them. */
export class EnterprisesResource {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @internal */
  static of(session: Session): EnterprisesResource {
    return new EnterprisesResource(session)
  }

  /**
   * Lists enterprises, page by page as they are read.
   *
   * `GET /broadworks/enterprises`, scope `spark-admin:broadworks_enterprises_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/list-broadworks-enterprises))
   *
   * Webex documents no next page for this list. If the last page names none, one more request shows
   * whether the list was cut. If it was, the client requests the rest by `startsWith` prefixes.
   * Enterprises without `spEnterpriseId` beyond the first page can't be found that way.
   *
   * @param fields What to list. Default: everything.
   * @param options `signal`, and `timeout` for each page in milliseconds. Default: the client's
   * `timeout`.
   * @returns A list that sends nothing until it is read: iterate it, or use `all`, `first` or
   * `pages`. Each item is an `Enterprise`.
   * @throws InvalidArgumentError: Raised immediately if an argument is out of bounds.
   * @throws IncompleteListError: Raised at the end of the list if Webex might have more items than
   * it listed.
   * @throws UntrustedLinkError: The next page is on another host or path.
   * @throws PaginationLoopError: The pages of the list form a loop.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   * @example
   * ```js
   * for await (const enterprise of webex.enterprises.list({ startsWith: 'Reseller1' })) {
   *   console.log(enterprise.spEnterpriseId)
   * }
   * ```
   */
  list(fields?: EnterprisesListFields | null, options?: CallOptions | null): EnterpriseList {
    const given = listFields<EnterprisesListFields>(
      'enterprises.list',
      'enterprises.list',
      fields,
      {
        spEnterpriseId: 'text',
        startsWith: 'text',
        pageSize: 'count',
        limit: 'count',
        cursor: 'text',
        completion: 'text',
        allowIncomplete: 'flag',
        extraQuery: 'query',
      },
    )
    return EnterpriseList.of({
      session: this.#session,
      operation: 'enterprises.list',
      filters: ['spEnterpriseId', 'startsWith'],
      fields: given,
      options,
    })
  }

  /**
   * Finds the enterprise with an identifier, and verifies that only one matches.
   *
   * `GET /broadworks/enterprises`, scope `spark-admin:broadworks_enterprises_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises))
   *
   * Pass exactly one of the two identifiers. Identifiers are case-sensitive. `spEnterpriseId` takes
   * one request. `orgId` reads the whole list, because Webex can't filter by it.
   *
   * @param fields `spEnterpriseId` or `orgId`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns The enterprise as the list shows it, an `Enterprise`.
   * @throws EnterpriseNotFoundError: No enterprise matches.
   * @throws MultipleEnterprisesFoundError: Several enterprises match. Its `candidates` are those
   * enterprises.
   * @throws InvalidArgumentError: Not exactly one identifier was passed. Nothing was sent.
   * @throws WebexError: Any error of `enterprises.list`.
   */
  async get(fields: EnterprisesGetFields, options?: CallOptions | null): Promise<Enterprise> {
    const given = read<EnterprisesGetFields>('enterprises.get', fields, {
      spEnterpriseId: 'text',
      orgId: 'text',
    })
    return await call<Enterprise>(
      this.#session,
      'enterprises.get',
      [given.spEnterpriseId, given.orgId],
      options,
    )
  }
}

/** Turns directory sync of an enterprise on and off, triggers it, and waits for it. */
export class DirectorySyncResource {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @internal */
  static of(session: Session): DirectorySyncResource {
    return new DirectorySyncResource(session)
  }

  /**
   * Reads whether directory sync is on for an enterprise, and how its last sync ended.
   *
   * `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/get-directory-sync-status-for-an-enterprise))
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `DirectorySync` with `enableDirSync` and, unless no sync ever ran,
   * `directorySyncStatus`. `directorySyncState` reads it.
   * @throws NotFoundError: The enterprise doesn't exist, or this token can't see it.
   * @throws InvalidArgumentError: The id is invalid. Nothing was sent.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async getStatus(enterprise: EnterpriseRef, options?: CallOptions | null): Promise<DirectorySync> {
    const subject = enterpriseOf(enterprise)
    return await call<DirectorySync>(this.#session, 'directory_sync.get_status', [subject], options)
  }

  /**
   * Turns directory sync on or off for an enterprise.
   *
   * `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/update-directory-sync-for-a-broadworks-enterprise))
   *
   * Webex doesn't document whether turning directory sync off removes users or contacts. Try it
   * with a test enterprise first.
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param fields `enableDirSync`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `DirectorySync` with the new `enableDirSync`, and `directorySyncStatus`.
   * @throws ConflictError: The state of the enterprise doesn't allow it, for example because a sync
   * is running.
   * @throws NotFoundError: The enterprise doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async update(
    enterprise: EnterpriseRef,
    fields: DirectorySyncUpdateFields,
    options?: CallOptions | null,
  ): Promise<DirectorySync> {
    const subject = enterpriseOf(enterprise)
    const given = read<DirectorySyncUpdateFields>('directorySync.update', fields, {
      enableDirSync: 'flag',
    })
    check('enableDirSync', given.enableDirSync, 'flag')
    return await call<DirectorySync>(
      this.#session,
      'directory_sync.update',
      [subject, given.enableDirSync],
      options,
    )
  }

  /**
   * Starts a directory sync of an enterprise, and returns as soon as Webex has accepted it.
   *
   * `POST /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/trigger-directory-sync-for-an-enterprise))
   *
   * Each BroadWorks cluster runs one on-demand sync at a time. Syncs take from seconds to more than
   * an hour. `directorySync.getStatus` shows the state of this one, and `directorySync.run` waits
   * for its end.
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `DirectorySync` whose `directorySyncStatus` has the `syncStatus` `"IN_PROGRESS"`.
   * @throws DirectorySyncBusyError: The enterprise's cluster is already running an on-demand sync.
   * @throws AmbiguousOutcomeError: The client can't tell whether Webex started the sync. Check the
   * status before you repeat the call.
   * @throws ConflictError: Usually, directory sync is off for the enterprise. Check the `errorCode`
   * in `errors`, such as 600011.
   * @throws NotFoundError: The enterprise doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
   * @throws InvalidArgumentError: The id is invalid. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client couldn't connect to Webex.
   */
  async trigger(enterprise: EnterpriseRef, options?: CallOptions | null): Promise<DirectorySync> {
    const subject = enterpriseOf(enterprise)
    return await call<DirectorySync>(this.#session, 'directory_sync.trigger', [subject], options)
  }

  /**
   * Syncs one user of an enterprise, and returns what the sync did.
   *
   * `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`, scope
   * `spark-admin:broadworks_enterprises_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/trigger-directory-sync-for-a-user))
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param userId The user's BroadWorks id, such as `"jane.doe@acme.example"`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `UserDirectorySync` with `status` (`"ADD"`, `"UPDATE"`, `"DELETE"` or
   * `"NO_OPERATION"`) and `userResponse`.
   * @throws AmbiguousOutcomeError: The client can't tell whether Webex synced the user. Repeating
   * the call is safe for the data, but can return `"NO_OPERATION"`.
   * @throws ConflictError: The state of the enterprise or of the user doesn't allow it.
   * @throws NotFoundError: The enterprise doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client couldn't connect to Webex.
   * @example
   * ```js
   * const { status } = await webex.directorySync.triggerUser(enterprise, 'jane.doe@acme.example')
   * console.log(status)
   * ```
   */
  async triggerUser(
    enterprise: EnterpriseRef,
    userId: string,
    options?: CallOptions | null,
  ): Promise<UserDirectorySync> {
    const subject = enterpriseOf(enterprise)
    check('userId', userId, 'text')
    return await call<UserDirectorySync>(
      this.#session,
      'directory_sync.trigger_user',
      [subject, userId],
      options,
    )
  }

  /**
   * Turns directory sync on or off for an enterprise if it isn't already in that state.
   *
   * `GET and, on a difference, PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises))
   *
   * Webex doesn't document whether turning directory sync off removes users or contacts. Try it
   * with a test enterprise first.
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param fields `enableDirSync`, `dryRun`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns An `EnsuredDirectorySync` with `changed`, `before` and `after`.
   * @throws WebexError: Any error of `directorySync.getStatus` and `directorySync.update`.
   * @example
   * ```js
   * const { changed } = await webex.directorySync.ensure(enterprise, { enableDirSync: true })
   * console.log(changed ? 'changed' : 'was on already')
   * ```
   */
  async ensure(
    enterprise: EnterpriseRef,
    fields: DirectorySyncEnsureFields,
    options?: CallOptions | null,
  ): Promise<EnsuredDirectorySync> {
    const subject = enterpriseOf(enterprise)
    const given = read<DirectorySyncEnsureFields>('directorySync.ensure', fields, {
      enableDirSync: 'flag',
      dryRun: 'flag',
    })
    check('enableDirSync', given.enableDirSync, 'flag')
    return await call<EnsuredDirectorySync>(
      this.#session,
      'directory_sync.ensure',
      [subject, given.enableDirSync, given.dryRun],
      options,
    )
  }

  /**
   * Triggers a directory sync of an enterprise, and waits for that sync to end.
   *
   * `GET, POST and GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises))
   *
   * If another sync of the enterprise is running, or another sync keeps its cluster busy, the
   * client waits for that first. If a trigger gets no response, the client checks the status. It
   * triggers again only after a minute in which Webex shows no sync. The pauses between checks grow
   * from two seconds to a minute.
   *
   * Canceling the wait doesn't end the sync at Webex.
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param fields `onProgress` and `onWaiting`. Default: none.
   * @param options `signal`, and `timeout` for the whole wait in milliseconds; `null`: no limit.
   * Default: 10,800,000 (3 hours).
   * @returns The `DirectorySync` that showed the end. Its `syncStatus` is COMPLETE. If it also has
   * `errors`, a part of the work was not done.
   * @throws DirectorySyncFailedError: The sync failed, or ended in an unknown state.
   * @throws WaitTimeoutError: The sync did not end in time. If it was triggered, `accepted` is
   * true, `trackingId` names it, and it continues at Webex. `lastStatus` is the last status.
   * @throws DirectorySyncBusyError: The cluster was busy all the time.
   * @throws AmbiguousOutcomeError: Neither a response nor a check showed whether the sync was
   * started.
   * @throws ConflictError: Usually, directory sync is off for the enterprise. Check the `errorCode`
   * in `errors`, such as 600011.
   * @throws WebexError: Any error of `directorySync.getStatus` and `directorySync.trigger`.
   * @example
   * ```js
   * const result = await webex.directorySync.run(enterprise)
   * console.log(directorySyncState(result).lastSuccess)
   * ```
   */
  async run(
    enterprise: EnterpriseRef,
    fields?: RunFields | null,
    options?: CallOptions | null,
  ): Promise<DirectorySync> {
    const subject = enterpriseOf(enterprise)
    const given = read<RunFields>('directorySync.run', fields, {
      onProgress: 'function',
      onWaiting: 'function',
    })
    return await watch<DirectorySync>(
      this.#session,
      'directory_sync.run',
      [subject],
      given,
      options,
    )
  }

  /**
   * Waits for the directory sync of an enterprise that is running; starts none.
   *
   * `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises))
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param fields `onProgress`. Default: none.
   * @param options `signal`, and `timeout` for the whole wait in milliseconds; `null`: no limit.
   * Default: 10,800,000 (3 hours).
   * @returns The `DirectorySync` that showed the end. If no sync is running, the current status.
   * @throws DirectorySyncFailedError: The sync that was running failed.
   * @throws WaitTimeoutError: The sync did not end in time. `lastStatus` is the last status.
   * @throws WebexError: Any error of `directorySync.getStatus`.
   */
  async wait(
    enterprise: EnterpriseRef,
    fields?: WaitFields<DirectorySync> | null,
    options?: CallOptions | null,
  ): Promise<DirectorySync> {
    const subject = enterpriseOf(enterprise)
    const given = read<WaitFields<DirectorySync>>('directorySync.wait', fields, {
      onProgress: 'function',
    })
    return await watch<DirectorySync>(
      this.#session,
      'directory_sync.wait',
      [subject],
      given,
      options,
    )
  }
}

/** Lists, provisions, reads, updates and removes the subscribers of a partner. */
export class SubscribersResource {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @internal */
  static of(session: Session): SubscribersResource {
    return new SubscribersResource(session)
  }

  /**
   * Lists subscribers, page by page as they are read.
   *
   * `GET /broadworks/subscribers`, scope `spark-admin:broadworks_subscribers_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/list-broadworks-subscribers))
   *
   * The filters can be combined. All four ways of provisioning end in this list: the API,
   * flow-through provisioning with and without e-mail, and self-activation.
   *
   * Webex names the next page in a `Link` header, and a page without one is the last. If the only
   * page is full, one more request shows whether Webex names next pages.
   *
   * @param fields What to list. Default: everything.
   * @param options `signal`, and `timeout` for each page in milliseconds. Default: the client's
   * `timeout`.
   * @returns A list that sends nothing until it is read: iterate it, or use `all`, `first` or
   * `pages`. Each item is a `Subscriber`.
   * @throws InvalidArgumentError: Raised immediately if an argument is out of bounds.
   * @throws IncompleteListError: Raised at the end of the list if Webex might have more items than
   * it listed.
   * @throws UntrustedLinkError: The next page is on another host or path.
   * @throws PaginationLoopError: The pages of the list form a loop.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   * @example
   * ```js
   * for await (const subscriber of webex.subscribers.list({ status: 'error' })) {
   *   console.log(subscriber.userId, subscriber.errors)
   * }
   * ```
   */
  list(fields?: SubscribersListFields | null, options?: CallOptions | null): SubscriberList {
    const given = listFields<SubscribersListFields>(
      'subscribers.list',
      'subscribers.list',
      fields,
      {
        userId: 'text',
        personId: 'text',
        email: 'text',
        provisioningId: 'text',
        spEnterpriseId: 'text',
        lastStatusChange: 'instant',
        status: 'texts',
        after: 'instant',
        selfActivated: 'flag',
        pageSize: 'count',
        limit: 'count',
        cursor: 'text',
        allowIncomplete: 'flag',
        extraQuery: 'query',
      },
    )
    return SubscriberList.of({
      session: this.#session,
      operation: 'subscribers.list',
      filters: [
        'userId',
        'personId',
        'email',
        'provisioningId',
        'spEnterpriseId',
        'lastStatusChange',
        'status',
        'after',
        'selfActivated',
      ],
      fields: given,
      options,
    })
  }

  /**
   * Reads one subscriber: who it is, its package, and the state of its provisioning.
   *
   * `GET /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/get-a-broadworks-subscriber))
   *
   * @param subscriber The subscriber's `id`, or a subscriber as Webex returned it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `Subscriber`. Its `status` shows the state of provisioning, its `errors` what went
   * wrong after Webex accepted it.
   * @throws NotFoundError: The subscriber doesn't exist, or this token can't see it.
   * @throws InvalidArgumentError: The id is invalid. Nothing was sent.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async get(subscriber: SubscriberRef, options?: CallOptions | null): Promise<Subscriber> {
    const subject = subscriberOf(subscriber)
    return await call<Subscriber>(this.#session, 'subscribers.get', [subject], options)
  }

  /**
   * Provisions a subscriber, and returns as soon as Webex has accepted it.
   *
   * `POST /broadworks/subscribers`, scope `spark-admin:broadworks_subscribers_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/provision-a-broadworks-subscriber))
   *
   * Provisioning continues at Webex. With `wait`, the call returns when it has ended.
   * `subscribers.wait` waits for it later, and `subscribers.get` shows its `status`, and `errors`
   * if it failed. The first subscriber of an enterprise creates the enterprise's Webex
   * organization, which takes minutes, and becomes its administrator.
   *
   * @param fields `provisioningId`, `userId`, `spEnterpriseId`, `firstName`, `lastName`, `package`,
   * `primaryPhoneNumber`, `mobilePhoneNumber`, `extension`, `email`, `language`, `timezone`,
   * `wait`, `extraBody`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns The new `Subscriber` with the `status` `provisioning` and without a `personId`; with
   * `wait`, the one that ended the wait.
   * @throws AmbiguousOutcomeError: The client can't tell whether Webex provisioned the subscriber.
   * Look it up before you repeat the call.
   * @throws ConflictError: The user ID or the e-mail address belongs to another subscriber.
   * @throws BadRequestError: Webex refused a value. The error names the field if Webex does.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
   * full administrator.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws WaitTimeoutError: With `wait`: Webex accepted the request, and the wait did not end in
   * time. `lastStatus` is the last `Subscriber`.
   * @throws APIConnectionError: The client couldn't connect to Webex.
   * @example
   * ```js
   * const subscriber = await webex.subscribers.provision({
   *   provisioningId: enterprise.provisioningId,
   *   spEnterpriseId: enterprise.spEnterpriseId,
   *   userId: 'jane.doe@acme.example',
   *   firstName: 'Jane',
   *   lastName: 'Doe',
   *   package: 'standard',
   *   email: 'jane.doe@acme.example',
   *   extension: '1212',
   *   wait: true,
   * })
   * console.log(subscriber.status)
   * ```
   */
  async provision(
    fields: SubscribersProvisionFields,
    options?: CallOptions | null,
  ): Promise<Subscriber> {
    const given = read<SubscribersProvisionFields>('subscribers.provision', fields, {
      provisioningId: 'text',
      userId: 'text',
      spEnterpriseId: 'text',
      firstName: 'text',
      lastName: 'text',
      package: 'text',
      primaryPhoneNumber: 'text',
      mobilePhoneNumber: 'text',
      extension: 'text',
      email: 'text',
      language: 'text',
      timezone: 'text',
      wait: 'flag',
      extraBody: 'object',
    })
    check('provisioningId', given.provisioningId, 'text')
    check('userId', given.userId, 'text')
    check('spEnterpriseId', given.spEnterpriseId, 'text')
    check('firstName', given.firstName, 'text')
    check('lastName', given.lastName, 'text')
    check('package', given.package, 'text')
    return await call<Subscriber>(
      this.#session,
      'subscribers.provision',
      [
        given.provisioningId,
        given.userId,
        given.spEnterpriseId,
        given.firstName,
        given.lastName,
        given.package,
        given.primaryPhoneNumber,
        given.mobilePhoneNumber,
        given.extension,
        given.email,
        given.language,
        given.timezone,
        given.wait,
        given.extraBody,
      ],
      options,
    )
  }

  /**
   * Changes a subscriber, and returns as soon as Webex has accepted the change.
   *
   * `PUT /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/update-a-broadworks-subscriber))
   *
   * Webex answers with the old values and the `status` `updating`. With `wait`, the call returns
   * once Webex shows the new values, with the status `provisioned`. For a minute, it ignores a
   * state from before the change.
   *
   * Arguments that are left out stay as they are. Webex reads an empty text as a deletion, so this
   * method refuses it: name what to delete in `clear`. A subscriber must keep a primary phone
   * number or an extension.
   *
   * @param subscriber The subscriber's `id`, or a subscriber as Webex returned it.
   * @param fields `userId`, `firstName`, `lastName`, `package`, `primaryPhoneNumber`,
   * `mobilePhoneNumber`, `extension`, `timezone`, `wait`, `clear`, `extraBody`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns The `Subscriber` with its old values and the `status` `updating`; with `wait`, the one
   * that ended the wait.
   * @throws ConflictError: The subscriber is being provisioned or updated, or the user ID belongs
   * to another subscriber.
   * @throws BadRequestError: Webex refused a value. The error names the field if Webex does.
   * @throws NotFoundError: The subscriber doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
   * full administrator.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws WaitTimeoutError: With `wait`: Webex accepted the request, and the wait did not end in
   * time. `lastStatus` is the last `Subscriber`.
   * @throws APIConnectionError: The client received no response in time.
   */
  async update(
    subscriber: SubscriberRef,
    fields?: SubscribersUpdateFields | null,
    options?: CallOptions | null,
  ): Promise<Subscriber> {
    const subject = subscriberOf(subscriber)
    const given = read<SubscribersUpdateFields>('subscribers.update', fields, {
      userId: 'text',
      firstName: 'text',
      lastName: 'text',
      package: 'text',
      primaryPhoneNumber: 'text',
      mobilePhoneNumber: 'text',
      extension: 'text',
      timezone: 'text',
      wait: 'flag',
      clear: 'texts',
      extraBody: 'object',
    })
    return await call<Subscriber>(
      this.#session,
      'subscribers.update',
      [
        subject,
        given.userId,
        given.firstName,
        given.lastName,
        given.package,
        given.primaryPhoneNumber,
        given.mobilePhoneNumber,
        given.extension,
        given.timezone,
        given.wait,
        given.clear,
        given.extraBody,
      ],
      options,
    )
  }

  /**
   * Removes a subscriber from Webex for BroadWorks; its Webex user stays.
   *
   * `DELETE /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/remove-a-broadworks-subscriber))
   *
   * Until the Webex user is deleted too, it can't be provisioned in another enterprise. If a
   * response is lost, the client repeats the request. If Webex then answers that the subscriber
   * doesn't exist, the call succeeds.
   *
   * @param subscriber The subscriber's `id`, or a subscriber as Webex returned it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns Nothing.
   * @throws ConflictError: The subscriber is being provisioned or updated.
   * @throws NotFoundError: The subscriber doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
   * full administrator.
   * @throws InvalidArgumentError: The id is invalid. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async remove(subscriber: SubscriberRef, options?: CallOptions | null): Promise<null> {
    const subject = subscriberOf(subscriber)
    return await call<null>(this.#session, 'subscribers.remove', [subject], options)
  }

  /**
   * Checks whether a subscriber can probably be provisioned; changes nothing.
   *
   * `POST /broadworks/subscribers/validate`, scope `spark-admin:broadworks_subscribers_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/precheck-a-broadworks-subscriber-provisioning))
   *
   * Webex checks whether the e-mail address is in use, and whether it belongs to another customer
   * or partner. The partner needs at least one BroadWorks cluster in Partner Hub. Webex can report
   * a conflict in a successful response: read `info`.
   *
   * @param fields `email`, `provisioningId`, `userId`, `spEnterpriseId`, `firstName`, `lastName`,
   * `package`, `primaryPhoneNumber`, `mobilePhoneNumber`, `extension`, `language`, `timezone`,
   * `customerPrimaryEmail`, `extraBody`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `SubscriberPrecheck` with `message` and `info`. If the check found a conflict,
   * `info` has an `errorCode` instead of an `infoCode`.
   * @throws ConflictError: The check found a conflict, and Webex answered with that status.
   * @throws BadRequestError: Webex refused a value. The error names the field if Webex does.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
   * full administrator.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async precheck(
    fields: SubscribersPrecheckFields,
    options?: CallOptions | null,
  ): Promise<SubscriberPrecheck> {
    const given = read<SubscribersPrecheckFields>('subscribers.precheck', fields, {
      email: 'text',
      provisioningId: 'text',
      userId: 'text',
      spEnterpriseId: 'text',
      firstName: 'text',
      lastName: 'text',
      package: 'text',
      primaryPhoneNumber: 'text',
      mobilePhoneNumber: 'text',
      extension: 'text',
      language: 'text',
      timezone: 'text',
      customerPrimaryEmail: 'text',
      extraBody: 'object',
    })
    check('email', given.email, 'text')
    return await call<SubscriberPrecheck>(
      this.#session,
      'subscribers.precheck',
      [
        given.email,
        given.provisioningId,
        given.userId,
        given.spEnterpriseId,
        given.firstName,
        given.lastName,
        given.package,
        given.primaryPhoneNumber,
        given.mobilePhoneNumber,
        given.extension,
        given.language,
        given.timezone,
        given.customerPrimaryEmail,
        given.extraBody,
      ],
      options,
    )
  }

  /**
   * Sends the consent e-mail again to a subscriber in `pendingUserMigration`.
   *
   * `POST /subscribers/{id}/emails/consentMove`, scope `spark-admin:broadworks_subscribers_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/send-consent-user-move-email-to-pending-broadworks-subscribers))
   *
   * The subscriber's e-mail address has a Webex account elsewhere, and its person must consent to
   * the move.
   *
   * @param subscriber The subscriber's `id`, or a subscriber as Webex returned it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns Nothing.
   * @throws AmbiguousOutcomeError: The client can't tell whether Webex sent the e-mail. Repeating
   * the call might send a second one.
   * @throws ConflictError: The subscriber doesn't wait for consent.
   * @throws NotFoundError: The subscriber doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
   * full administrator.
   * @throws InvalidArgumentError: The id is invalid. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client couldn't connect to Webex.
   */
  async resendConsentEmail(subscriber: SubscriberRef, options?: CallOptions | null): Promise<null> {
    const subject = subscriberOf(subscriber)
    return await call<null>(this.#session, 'subscribers.resend_consent_email', [subject], options)
  }

  /**
   * Waits until Webex has provisioned or updated a subscriber.
   *
   * `GET /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers))
   *
   * The wait ends with `provisioned`, with `error`, with a status that waits for the person, and
   * with a status that this library doesn't know. Each is a result and not an error: check the
   * `status`.
   *
   * The pauses between checks grow from two seconds to a minute. After the first response, the wait
   * continues through an outage of up to 30 minutes.
   *
   * @param subscriber The subscriber's `id`, or a subscriber as Webex returned it.
   * @param fields `onProgress` and `waitForPerson`. Default: none.
   * @param options `signal`, and `timeout` for the whole wait in milliseconds; `null`: no limit.
   * Default: 3,600,000 (1 hour).
   * @returns The `Subscriber` that ended the wait. Its `errors` show why provisioning failed.
   * @throws WaitTimeoutError: The wait did not end in time. `lastStatus` is the last `Subscriber`.
   * You can wait again.
   * @throws WebexError: Any error of `subscribers.get`, such as `NotFoundError` if the subscriber
   * is removed during the wait.
   */
  async wait(
    subscriber: SubscriberRef,
    fields?: SubscribersWaitFields | null,
    options?: CallOptions | null,
  ): Promise<Subscriber> {
    const subject = subscriberOf(subscriber)
    const given = read<SubscribersWaitFields>('subscribers.wait', fields, {
      onProgress: 'function',
      waitForPerson: 'flag',
    })
    return await watch<Subscriber>(
      this.#session,
      'subscribers.wait',
      [subject, given.waitForPerson],
      given,
      options,
    )
  }
}

/** Provisions, updates and removes workspaces of an enterprise. */
export class WorkspacesResource {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @internal */
  static of(session: Session): WorkspacesResource {
    return new WorkspacesResource(session)
  }

  /**
   * Provisions a workspace of an enterprise that exists.
   *
   * `POST /broadworks/workspaces`, scope `spark-admin:places_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-workspaces/provision-a-broadworks-workspace))
   *
   * Keep the `id` of the result: Webex has no list of these workspaces, and updating and removing
   * one needs its `id`.
   *
   * @param fields `provisioningId`, `userId`, `spEnterpriseId`, `displayName`,
   * `primaryPhoneNumber`, `extension`, `extraBody`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns The new `Workspace`.
   * @throws AmbiguousOutcomeError: The client can't tell whether Webex provisioned the workspace.
   * Webex has no list of workspaces to find it in.
   * @throws ConflictError: The user ID belongs to another user.
   * @throws NotFoundError: The enterprise doesn't exist.
   * @throws BadRequestError: Webex refused a value. The error names the field if Webex does.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
   * full administrator.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client couldn't connect to Webex.
   */
  async provision(
    fields: WorkspacesProvisionFields,
    options?: CallOptions | null,
  ): Promise<Workspace> {
    const given = read<WorkspacesProvisionFields>('workspaces.provision', fields, {
      provisioningId: 'text',
      userId: 'text',
      spEnterpriseId: 'text',
      displayName: 'text',
      primaryPhoneNumber: 'text',
      extension: 'text',
      extraBody: 'object',
    })
    check('provisioningId', given.provisioningId, 'text')
    check('userId', given.userId, 'text')
    check('spEnterpriseId', given.spEnterpriseId, 'text')
    check('displayName', given.displayName, 'text')
    return await call<Workspace>(
      this.#session,
      'workspaces.provision',
      [
        given.provisioningId,
        given.userId,
        given.spEnterpriseId,
        given.displayName,
        given.primaryPhoneNumber,
        given.extension,
        given.extraBody,
      ],
      options,
    )
  }

  /**
   * Changes the user ID, the number or the extension of a workspace.
   *
   * `PUT /broadworks/workspaces/{id}`, scope `spark-admin:places_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-workspaces/update-a-broadworks-workspace))
   *
   * Arguments that are left out stay as they are. Webex reads an empty text as a deletion, so this
   * method refuses it: name what to delete in `clear`.
   *
   * @param workspace The workspace's `id`, or a workspace as Webex returned it.
   * @param fields `userId`, `primaryPhoneNumber`, `extension`, `clear`, `extraBody`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns The `Workspace`.
   * @throws ConflictError: The user ID belongs to another user.
   * @throws NotFoundError: The workspace doesn't exist, or this token can't see it.
   * @throws BadRequestError: Webex refused a value. The error names the field if Webex does.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
   * full administrator.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async update(
    workspace: WorkspaceRef,
    fields?: WorkspacesUpdateFields | null,
    options?: CallOptions | null,
  ): Promise<Workspace> {
    const subject = workspaceOf(workspace)
    const given = read<WorkspacesUpdateFields>('workspaces.update', fields, {
      userId: 'text',
      primaryPhoneNumber: 'text',
      extension: 'text',
      clear: 'texts',
      extraBody: 'object',
    })
    return await call<Workspace>(
      this.#session,
      'workspaces.update',
      [
        subject,
        given.userId,
        given.primaryPhoneNumber,
        given.extension,
        given.clear,
        given.extraBody,
      ],
      options,
    )
  }

  /**
   * Removes a workspace from Webex for BroadWorks; its Webex device stays.
   *
   * `DELETE /broadworks/workspaces/{id}`, scope `spark-admin:places_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-workspaces/remove-a-broadworks-workspace))
   *
   * @param workspace The workspace's `id`, or a workspace as Webex returned it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns Nothing.
   * @throws NotFoundError: The workspace doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
   * full administrator.
   * @throws InvalidArgumentError: The id is invalid. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async remove(workspace: WorkspaceRef, options?: CallOptions | null): Promise<null> {
    const subject = workspaceOf(workspace)
    return await call<null>(this.#session, 'workspaces.remove', [subject], options)
  }
}

/** Lists, creates, reads and deletes billing reports of a partner. */
export class BillingReportsResource {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @internal */
  static of(session: Session): BillingReportsResource {
    return new BillingReportsResource(session)
  }

  /**
   * Lists billing reports.
   *
   * `GET /broadworks/billing/reports`, scope `spark-admin:broadworks_billing_reports_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports/list-broadworks-billing-reports))
   *
   * Webex documents no pages for this list. If a response names a next page, the client reads that
   * too.
   *
   * @param fields What to list. Default: everything.
   * @param options `signal`, and `timeout` for each page in milliseconds. Default: the client's
   * `timeout`.
   * @returns A list that sends nothing until it is read: iterate it, or use `all`, `first` or
   * `pages`. Each item is a `BillingReport` with `id`, `billingPeriod` and `status`.
   * @throws InvalidArgumentError: Raised immediately if an argument is out of bounds.
   * @throws IncompleteListError: Raised at the end of the list if Webex might have more items than
   * it listed.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  list(fields?: BillingReportsListFields | null, options?: CallOptions | null): BillingReportList {
    const given = listFields<BillingReportsListFields>(
      'billing_reports.list',
      'billingReports.list',
      fields,
      {
        before: 'text',
        after: 'text',
        sortBy: 'text',
        allowIncomplete: 'flag',
        extraQuery: 'query',
      },
    )
    return BillingReportList.of({
      session: this.#session,
      operation: 'billing_reports.list',
      filters: ['before', 'after', 'sortBy'],
      fields: given,
      options,
    })
  }

  /**
   * Starts a billing report for a month, and returns its id.
   *
   * `POST /broadworks/billing/reports`, scope `spark-admin:broadworks_billing_reports_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports/create-a-broadworks-billing-report))
   *
   * Webex generates the report after that. `billingReports.wait` waits for it, and
   * `billingReports.get` shows its `status`. Partners on the extended wholesale subscription use
   * Wholesale Billing Reports instead.
   *
   * @param billingPeriod The month, as `YYYY-MM`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `BillingReport` with only the `id`.
   * @throws AmbiguousOutcomeError: The client can't tell whether Webex started the report. Look for
   * it in the list before you repeat the call.
   * @throws BadRequestError: Webex refused the month.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client couldn't connect to Webex.
   */
  async create(billingPeriod: string, options?: CallOptions | null): Promise<BillingReport> {
    check('billingPeriod', billingPeriod, 'text')
    return await call<BillingReport>(
      this.#session,
      'billing_reports.create',
      [billingPeriod],
      options,
    )
  }

  /**
   * Reads one billing report: its state, and once it is complete the link to its file.
   *
   * `GET /broadworks/billing/reports/{id}`, scope `spark-admin:broadworks_billing_reports_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports/get-a-broadworks-billing-report))
   *
   * `tempDownloadURL` is a secret: anyone with the link can read the report. It works for a short
   * time. Download it without the access token.
   *
   * @param report The report's `id`, or a report as Webex returned it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `BillingReport`. It has `tempDownloadURL` once its `status` is `COMPLETED`, and
   * `errors` if it is `FAILED`.
   * @throws NotFoundError: The report doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
   * @throws InvalidArgumentError: The id is invalid. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async get(report: BillingReportRef, options?: CallOptions | null): Promise<BillingReport> {
    const subject = billingReportOf(report)
    return await call<BillingReport>(this.#session, 'billing_reports.get', [subject], options)
  }

  /**
   * Deletes a billing report.
   *
   * `DELETE /broadworks/billing/reports/{id}`, scope `spark-admin:broadworks_billing_reports_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports/delete-a-broadworks-billing-report))
   *
   * @param report The report's `id`, or a report as Webex returned it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns Nothing.
   * @throws NotFoundError: The report doesn't exist, or this token can't see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
   * @throws InvalidArgumentError: The id is invalid. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: The client received no response in time.
   */
  async delete(report: BillingReportRef, options?: CallOptions | null): Promise<null> {
    const subject = billingReportOf(report)
    return await call<null>(this.#session, 'billing_reports.delete', [subject], options)
  }

  /**
   * Waits until Webex has generated a billing report.
   *
   * `GET /broadworks/billing/reports/{id}`, scope `spark-admin:broadworks_billing_reports_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports))
   *
   * The wait ends with any status but `IN_PROGRESS`. `FAILED` is a result and not an error: check
   * the `status`.
   *
   * The pauses between checks grow from two seconds to a minute. After the first response, the wait
   * continues through an outage of up to 30 minutes.
   *
   * @param report The report's `id`, or a report as Webex returned it.
   * @param fields `onProgress`. Default: none.
   * @param options `signal`, and `timeout` for the whole wait in milliseconds; `null`: no limit.
   * Default: 3,600,000 (1 hour).
   * @returns The `BillingReport` that ended the wait. It has `tempDownloadURL` if its `status` is
   * `COMPLETED`, and `errors` if it is `FAILED`.
   * @throws WaitTimeoutError: The report did not end in time. `lastStatus` is the last
   * `BillingReport`. You can wait again.
   * @throws WebexError: Any error of `billingReports.get`, such as `NotFoundError` if the report is
   * deleted during the wait.
   */
  async wait(
    report: BillingReportRef,
    fields?: WaitFields<BillingReport> | null,
    options?: CallOptions | null,
  ): Promise<BillingReport> {
    const subject = billingReportOf(report)
    const given = read<WaitFields<BillingReport>>('billingReports.wait', fields, {
      onProgress: 'function',
    })
    return await watch<BillingReport>(
      this.#session,
      'billing_reports.wait',
      [subject],
      given,
      options,
    )
  }

  /**
   * Downloads the CSV file of a billing report that is complete.
   *
   * `GET /broadworks/billing/reports/{id}`, scope `spark-admin:broadworks_billing_reports_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports))
   *
   * The client reads the report, and then downloads the file at its link. The request for the file
   * has neither the access token nor cookies. It goes to https only, and follows up to three
   * redirects. The link is a secret, which no error, event or log shows.
   *
   * If the host answers that the link has expired, the client reads the report once more and tries
   * the new link once. Other failures are retried like every request that only reads.
   *
   * @param report The report's `id`, or a report as Webex returned it.
   * @param fields `maxBytes`.
   * @param options `signal`, and `timeout` for the whole download in milliseconds; `null`: no
   * limit. Default: 600,000 (10 minutes).
   * @returns A `BillingReportDownload`, which sends nothing until you call a method: `save` writes
   * a file, `bytes` returns the content. Each call downloads the file again.
   * @throws BillingReportNotCompletedError: The report is in progress, or failed. `lastStatus` is
   * the `BillingReport`, without its link. `billingReports.wait` waits for a report.
   * @throws UntrustedLinkError: The link, or a redirect, doesn't lead to https, or the link
   * redirects more than three times.
   * @throws ResponseDecodeError: The file is larger than `maxBytes`, or the report is complete and
   * has no link.
   * @throws APIStatusError: The host of the file refused the link, and the new link too.
   * @throws InvalidArgumentError: The file can't be written, or an argument can't be used.
   * @throws WebexError: Any error of `billingReports.get`, such as `NotFoundError`.
   */
  download(
    report: BillingReportRef,
    fields?: BillingReportsDownloadFields | null,
    options?: CallOptions | null,
  ): BillingReportDownload {
    const subject = billingReportOf(report)
    const given = read<BillingReportsDownloadFields>('billingReports.download', fields, {
      maxBytes: 'count',
    })
    return BillingReportDownload.of(
      this.#session,
      'billing_reports.download',
      [subject, given.maxBytes],
      options,
    )
  }
}

/** The resources of a client. */
export class Resources {
  /** Lists the enterprises of a partner, and finds one of them. */
  readonly enterprises: EnterprisesResource
  /** Turns directory sync of an enterprise on and off, triggers it, and waits for it. */
  readonly directorySync: DirectorySyncResource
  /** Lists, provisions, reads, updates and removes the subscribers of a partner. */
  readonly subscribers: SubscribersResource
  /** Provisions, updates and removes workspaces of an enterprise. */
  readonly workspaces: WorkspacesResource
  /** Lists, creates, reads and deletes billing reports of a partner. */
  readonly billingReports: BillingReportsResource

  protected constructor()
  /** @internal */
  protected constructor(session: Session)
  protected constructor(session?: Session) {
    this.enterprises = EnterprisesResource.of(session as Session)
    this.directorySync = DirectorySyncResource.of(session as Session)
    this.subscribers = SubscribersResource.of(session as Session)
    this.workspaces = WorkspacesResource.of(session as Session)
    this.billingReports = BillingReportsResource.of(session as Session)
  }
}
