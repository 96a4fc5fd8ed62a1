// The operations, grouped by resource. Written by `make generate` from `api/operations.toml`.

/** @module resources */

import type { CallOptions } from '../call.cjs'
import type { EnterpriseList, Query } from '../list.cjs'
import type { RunFields, WaitFields } from '../wait.cjs'
import type {
  DirectorySync,
  EnsuredDirectorySync,
  Enterprise,
  Subscriber,
  UserDirectorySync,
} from './models.cjs'

/** The enterprise's `id`, or an enterprise as `enterprises.list` shows it. */
export type EnterpriseRef = string | Enterprise

/** The subscriber's `id`, or a subscriber as Webex returned it. */
export type SubscriberRef = string | Subscriber

/** What `enterprises.list` takes. */
export interface EnterprisesListFields {
  /**
   * Lists only the enterprise with exactly this identifier, such as `"Reseller1+acme"`. Default:
   * any.
   */
  spEnterpriseId?: string | null | undefined
  /** Lists only enterprises whose identifier starts with this text. Default: any. */
  startsWith?: string | null | undefined
  /**
   * Enterprises per request, Webex's `max`: 1 to 1000. Default: 1000, or what the `cursor` was made
   * with.
   */
  pageSize?: number | null | undefined
  /** Ends the list after this many enterprises, at least 1. Default: all. */
  limit?: number | null | undefined
  /**
   * Resumes at a page's `cursor`. A cursor belongs to the filters that it was made with. Default:
   * from the start.
   */
  cursor?: string | null | undefined
  /**
   * `"auto"` checks and completes a list whose last page names no next page. `"off"` sends no
   * request beyond the pages. Default: `"auto"`.
   */
  completion?: 'auto' | 'off' | null | undefined
  /** Ends without an error if the list may be short. Default: false. */
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

/** Lists the enterprises of a partner, and finds one of them. */
export class EnterprisesResource {
  private constructor()

  /**
   * Lists enterprises, page by page as they are read.
   *
   * `GET /broadworks/enterprises`, scope `spark-admin:broadworks_enterprises_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/list-broadworks-enterprises))
   *
   * Webex documents no next page for this list. If the last page names none, one more request shows
   * whether the list was cut. If it was, the client asks for the rest by `startsWith` prefixes.
   * Enterprises without `spEnterpriseId` beyond the first page can't be found that way.
   *
   * @param fields What to list. Default: everything.
   * @param options `signal`, and `timeout` for each page in milliseconds. Default: the client's
   * `timeout`.
   * @returns A list that sends nothing until it is read: iterate it, or use `all`, `first` or
   * `pages`. Each item is an `Enterprise`.
   * @throws InvalidArgumentError: Raised at once if an argument is out of bounds.
   * @throws IncompleteListError: Raised at the end of the list if Webex may hold more than it
   * listed.
   * @throws UntrustedLinkError: The next page lies on another host or path.
   * @throws PaginationLoopError: The pages run in a circle.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: No answer came, or not in time.
   */
  list(fields?: EnterprisesListFields | null, options?: CallOptions | null): EnterpriseList

  /**
   * Finds the one enterprise with an identifier, and verifies that it is the one.
   *
   * `GET /broadworks/enterprises`, scope `spark-admin:broadworks_enterprises_read`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises))
   *
   * Pass exactly one of the two identifiers. Upper and lower case count. `spEnterpriseId` takes one
   * request. `orgId` reads the whole list, because Webex can't filter by it.
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
  get(fields: EnterprisesGetFields, options?: CallOptions | null): Promise<Enterprise>
}

/** Turns directory sync of an enterprise on and off, triggers it, and waits for it. */
export class DirectorySyncResource {
  private constructor()

  /**
   * Reads whether directory sync is on for an enterprise, and how its last run ended.
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
   * @throws NotFoundError: The enterprise doesn't exist, or this token may not see it.
   * @throws InvalidArgumentError: The id can't be one. Nothing was sent.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: No answer came, or not in time.
   */
  getStatus(enterprise: EnterpriseRef, options?: CallOptions | null): Promise<DirectorySync>

  /**
   * Turns directory sync on or off for an enterprise.
   *
   * `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/update-directory-sync-for-a-broadworks-enterprise))
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param fields `enableDirSync`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns A `DirectorySync` with the new `enableDirSync`, and `directorySyncStatus`.
   * @throws ConflictError: The state of the enterprise forbids it, for example because a sync is
   * running.
   * @throws NotFoundError: The enterprise doesn't exist, or this token may not see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner the role.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: No answer came, or not in time.
   */
  update(
    enterprise: EnterpriseRef,
    fields: DirectorySyncUpdateFields,
    options?: CallOptions | null,
  ): Promise<DirectorySync>

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
   * @throws ConflictError: Directory sync is off for the enterprise.
   * @throws NotFoundError: The enterprise doesn't exist, or this token may not see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner the role.
   * @throws InvalidArgumentError: The id can't be one. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: No connection could be made.
   */
  trigger(enterprise: EnterpriseRef, options?: CallOptions | null): Promise<DirectorySync>

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
   * the call is safe for the data, but may answer `"NO_OPERATION"`.
   * @throws ConflictError: The state of the enterprise or of the user forbids it.
   * @throws NotFoundError: The enterprise doesn't exist, or this token may not see it.
   * @throws PermissionDeniedError: The token lacks the write scope, or its owner the role.
   * @throws InvalidArgumentError: An argument can't be used. Nothing was sent.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: No connection could be made.
   */
  triggerUser(
    enterprise: EnterpriseRef,
    userId: string,
    options?: CallOptions | null,
  ): Promise<UserDirectorySync>

  /**
   * Turns directory sync on or off for an enterprise if it isn't already in that state.
   *
   * `GET and, on a difference, PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises))
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param fields `enableDirSync`, `dryRun`.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns An `EnsuredDirectorySync` with `changed`, `before` and `after`.
   * @throws WebexError: Any error of `directorySync.getStatus` and `directorySync.update`.
   */
  ensure(
    enterprise: EnterpriseRef,
    fields: DirectorySyncEnsureFields,
    options?: CallOptions | null,
  ): Promise<EnsuredDirectorySync>

  /**
   * Triggers a directory sync of an enterprise, and waits for that sync to end.
   *
   * `GET, POST and GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises))
   *
   * If another sync of the enterprise is running, or another sync keeps its cluster busy, the
   * client waits for that first. If a trigger gets no answer, the client checks the status. It
   * triggers again only after a minute in which no sync has shown. The pauses between checks grow
   * from two seconds to a minute.
   *
   * Giving up the wait doesn't end the sync at Webex.
   *
   * @param enterprise The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
   * @param fields `onProgress` and `onWaiting`. Default: none.
   * @param options `signal`, and `timeout` for the whole wait in milliseconds; `null`: no limit.
   * Default: 10,800,000 (3 hours).
   * @returns The `DirectorySync` that showed the end. Its `syncStatus` is COMPLETE. It can have
   * `errors` all the same: then a part of the work was not done.
   * @throws DirectorySyncFailedError: The sync failed, or ended in an unknown state.
   * @throws WaitTimeoutError: The sync did not end in time. If it was triggered, `accepted` is
   * true, `trackingId` names it, and it goes on at Webex. `lastStatus` is the last status.
   * @throws DirectorySyncBusyError: The cluster was busy all the time.
   * @throws AmbiguousOutcomeError: Neither an answer nor a check showed whether the sync was
   * started.
   * @throws ConflictError: Directory sync is off for the enterprise.
   * @throws WebexError: Any error of `directorySync.getStatus` and `directorySync.trigger`.
   */
  run(
    enterprise: EnterpriseRef,
    fields?: RunFields | null,
    options?: CallOptions | null,
  ): Promise<DirectorySync>

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
   * @returns The `DirectorySync` that showed the end. If no sync is running, the present status,
   * whatever it says.
   * @throws DirectorySyncFailedError: The sync that was running failed.
   * @throws WaitTimeoutError: The sync did not end in time. `lastStatus` is the last status.
   * @throws WebexError: Any error of `directorySync.getStatus`.
   */
  wait(
    enterprise: EnterpriseRef,
    fields?: WaitFields | null,
    options?: CallOptions | null,
  ): Promise<DirectorySync>
}

/** Reads the subscribers of a partner. */
export class SubscribersResource {
  private constructor()

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
   * @throws NotFoundError: The subscriber doesn't exist, or this token may not see it.
   * @throws InvalidArgumentError: The id can't be one. Nothing was sent.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: No answer came, or not in time.
   */
  get(subscriber: SubscriberRef, options?: CallOptions | null): Promise<Subscriber>

  /**
   * Removes a subscriber from Webex for BroadWorks; its Webex user stays.
   *
   * `DELETE /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_write`
   * ([Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/remove-a-broadworks-subscriber))
   *
   * @param subscriber The subscriber's `id`, or a subscriber as Webex returned it.
   * @param options `signal`, and `timeout` for the whole call in milliseconds; `null`: no limit.
   * Default: the client's `timeout`.
   * @returns Nothing.
   * @throws AmbiguousOutcomeError: The client can't tell whether Webex removed the subscriber.
   * Repeating the call is safe, but then answers 404 if it did.
   * @throws NotFoundError: The subscriber doesn't exist, or this token may not see it.
   * @throws InvalidArgumentError: The id can't be one. Nothing was sent.
   * @throws PermissionDeniedError: The token lacks the scope, or its owner the role.
   * @throws APIStatusError: Webex answered with another status that isn't a success.
   * @throws APIConnectionError: No connection could be made.
   */
  remove(subscriber: SubscriberRef, options?: CallOptions | null): Promise<null>
}

/** The resources of a client. */
export class Resources {
  protected constructor()
  /** Lists the enterprises of a partner, and finds one of them. */
  readonly enterprises: EnterprisesResource
  /** Turns directory sync of an enterprise on and off, triggers it, and waits for it. */
  readonly directorySync: DirectorySyncResource
  /** Reads the subscribers of a partner. */
  readonly subscribers: SubscribersResource
}
