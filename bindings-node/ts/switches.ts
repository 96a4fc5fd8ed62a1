/** Undocumented behavior of Webex, so that a script can be tested against each variant. */
export interface SandboxSwitches {
  /**
   * HTTP status by error code. Default: 429 for 600005 and 600009 (busy), 503 for 600006, 404 for 600007,
   * 600008 and 2024 (no such billing report), 409 for others.
   */
  refusalStatus?: Record<number, number> | undefined
  /** Error code if another sync occupies the cluster. `null`: 429 without a code. Default: 600009. */
  busyCode?: number | null | undefined
  /** Error code if the same enterprise is already syncing. `null`: 429 without a code. Default: 600009. */
  alreadyRunningCode?: number | null | undefined
  /** `Retry-After` header of both refusals above. Default: `null`, no header. */
  busyRetryAfter?: string | null | undefined
  /**
   * Error code of a sync that couldn't reach its BroadWorks cluster: 600014 as in the help pages, or 6003
   * as in the API's example. Default: 600014.
   */
  connectFailureCode?: number | undefined
  /** State of a failed sync. Default: `FAILED`. */
  failedState?: string | undefined
  /** Virtual seconds after a trigger in which the old status is shown. Default: 0. */
  staleSeconds?: number | undefined
  /** Status of an enterprise that was never synced. Default: `mixed`. */
  neverSynced?: 'absent' | 'not_synced' | 'mixed' | undefined
  /** `lastSyncEndTime` and the counters of the previous sync stay while the next one runs. Default: false. */
  endTimeWhileRunning?: boolean | undefined
  /** Status of a partially successful sync. Default: `complete_with_errors`. */
  partialSuccess?: 'complete_with_errors' | 'failed' | undefined
  /** `syncStatus` between disabling and the end of the clean-up. Default: `CLEANUP_IN_PROGRESS`. */
  cleanUpState?: string | undefined
  /**
   * `spEnterpriseId` and `startsWith` in one request are refused with 400. If false, both apply.
   * Default: false.
   */
  bothFiltersRefused?: boolean | undefined
  /** `startsWith` ignores case. Default: false. */
  caseInsensitivePrefix?: boolean | undefined
  /** `spEnterpriseId` as a filter ignores case. Default: false. */
  caseInsensitiveExact?: boolean | undefined
  /** A bare UUID is accepted as an id. Default: false. */
  bareUuidAccepted?: boolean | undefined
  /**
   * Lists show `orgCreationTimeStamp`, which only the documentation of a beta program mentions.
   * Default: false.
   */
  orgCreationTimeStamp?: boolean | undefined
  /**
   * `lastSyncTrackingId` is the `TrackingID` of the request that triggered the sync. If false, it is
   * `NA_<uuid>`, as for scheduled syncs. Default: true.
   */
  trackingIdOfTrigger?: boolean | undefined
  /**
   * Effect of a subscriber's user id that is already in use: the subscriber ends in `error` 10022, or is
   * refused immediately. Default: `error_later`.
   */
  duplicateUserId?: 'error_later' | 'refused' | undefined
  /**
   * Effect of a subscriber's e-mail address that is already in use, by another subscriber or by a person of
   * another enterprise. Default: `error_later`.
   */
  duplicateEmail?: 'error_later' | 'refused' | undefined
  /** A subscriber can't be updated or removed while it is `provisioning` or `updating`. Default: true. */
  busySubscriberRefused?: boolean | undefined
  /** Virtual seconds after its removal in which a subscriber is still shown. Default: 0. */
  removalSeconds?: number | undefined
  /**
   * Number of consent e-mails that can be sent again to one subscriber. After that, the response is 429.
   * Default: `null`, no limit.
   */
  consentEmailLimit?: number | null | undefined
  /** HTTP status of a precheck that finds a conflict. Default: 200. */
  precheckFailureStatus?: number | undefined
  /** A list of subscribers with the filter `status` is paged with `Link` headers, too. Default: true. */
  statusFilterPaged?: boolean | undefined
  /** Virtual seconds in which the signed link of a billing report is valid. Default: 900. */
  signedLinkSeconds?: number | undefined
}
