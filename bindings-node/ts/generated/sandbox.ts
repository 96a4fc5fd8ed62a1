// The options of a sandbox. Written by `make generate` from `api/sandbox.toml`.

/** @module sandbox */

import type { SandboxOperation } from './operations'

export type { SandboxOperation }

/**
 * The known formats of Webex's error bodies.
 *
 * * `A`: `{"message", "errors": [{"description"}], "trackingId"}`: the usual one. An error that has
 *   a directory sync code shows it as `errorCode` beside `description`.
 * * `B`: As A, with an `errorCode` beside `message` and in each of `errors`, code or no code.
 * * `C`: `{"errorCode", "message"}` and no more.
 * * `D`: As B, with a `fieldName` in each of `errors` and no `errorCode` beside `message`.
 * * `E`: `{"error": [{"key", "message": [{"description", "code", "location"}]}], "trackingId"}`.
 * * `F`: OAuth's `{"error", "error_description", "trackingID"}`.
 * * `G`: A gateway's `{"code", "message", "trackingId"}`.
 * * `H`: A proxy's HTML page.
 */
export type ErrorForm = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H'

/**
 * Where the connection ends.
 *
 * * `before_head`: Nothing is sent.
 * * `in_head`: Half of the head is sent.
 * * `in_body`: The head, which declares the whole body, and half of the body are sent.
 */
export type CutAt = 'before_head' | 'in_head' | 'in_body'

/**
 * The order of enterprises in a list.
 *
 * * `id`: By `id`.
 * * `insertion`: In the order in which they were given or generated.
 * * `shuffled`: Random, but always the same for a seed.
 */
export type SandboxSort = 'id' | 'insertion' | 'shuffled'

/**
 * The distribution of enterprises over the hidden clusters.
 *
 * * `even`: Sizes that differ by at most one.
 * * `zipf`: The k-th cluster has 1/k of the enterprises of the first.
 * * another: One cluster for each number, in these proportions. If their sum is the number of
 *   enterprises, they are the sizes.
 */
export type SandboxClusterSizes = 'even' | 'zipf' | number[]

/**
 * What `provisioningId` reveals about the clusters.
 *
 * * `per_cluster`: Enterprises with the same id share a cluster. A cluster has
 *   `provisioningIdsPerCluster` ids.
 * * `random`: This many ids, assigned at random, so they reveal nothing about the cluster. 1: all
 *   enterprises have the same.
 * * `per_enterprise`: Each enterprise has an id of its own.
 * * `absent`: Enterprises have no such id.
 */
export type SandboxProvisioningIds =
  | 'per_cluster'
  | { random: number }
  | 'per_enterprise'
  | 'absent'

/**
 * The status of an enterprise that was never synced, or was cleaned up.
 *
 * * `absent`: There is no `directorySyncStatus`.
 * * `not_synced`: It is `{"syncStatus": "NOT_SYNCED"}`.
 * * `mixed`: Each of these for some enterprises.
 */
export type SandboxNeverSynced = 'absent' | 'not_synced' | 'mixed'

/**
 * The status of a sync that reached only some of its users, machines or contacts.
 *
 * * `complete_with_errors`: `COMPLETE`, with `errors`.
 * * `failed`: The status of a failed sync.
 */
export type SandboxPartialSuccess = 'complete_with_errors' | 'failed'

/**
 * The effect of a subscriber's user id or e-mail address that is already in use.
 *
 * * `error_later`: The subscriber is accepted, and ends in `error` with the code 10022.
 * * `refused`: The subscriber is refused immediately, with the code 10022.
 */
export type SandboxDuplicate = 'error_later' | 'refused'

/**
 * The faults of a list's next link, or of its page.
 *
 * * `double_scheme`: It starts `https,https://`.
 * * `max_null`: It says `max=null`, which is refused when followed.
 * * `lost_filters`: It has forgotten the filters.
 * * `lost_max`: It has forgotten `max`.
 * * `valueless`: It carries a parameter without a value or an equals sign, `?before&max=`.
 * * `foreign_host`: It names another host.
 * * `foreign_path`: It names another path of this host.
 * * `repeat`: It names the page it stands on.
 * * `quoted`: It stands among other links, before one whose quoted title reads like a next link to
 *   elsewhere.
 * * `empty_page`: The page is empty, and the link leads on.
 * * `empty_forever`: The page is empty, and the link leads to the page itself.
 * * `no_body`: The page has no body at all.
 * * `no_items`: The page has no `items`.
 */
export type LinkFault =
  | 'double_scheme'
  | 'max_null'
  | 'lost_filters'
  | 'lost_max'
  | 'valueless'
  | 'foreign_host'
  | 'foreign_path'
  | 'repeat'
  | 'quoted'
  | 'empty_page'
  | 'empty_forever'
  | 'no_body'
  | 'no_items'

/** A log-normal distribution of durations: most are short, and a few are very long. */
export interface SandboxLogNormal {
  /** The median, in virtual seconds. */
  median: number
  /**
   * The standard deviation of the natural logarithm. With 1, one in six takes over 2.7 times the
   * median.
   */
  sigma: number
}

/** An OAuth client and its refresh token. Every option has a default. */
export interface SandboxOAuth {
  /** The client id. Default: `"sandbox-client-id"`. */
  clientId?: string | undefined
  /** The client secret. Default: `"sandbox-client-secret"`. */
  clientSecret?: string | undefined
  /** The first refresh token. Default: `"sandbox-refresh-token"`. */
  refreshToken?: string | undefined
  /** Virtual seconds in which an access token is valid. Default: 1,209,600 (two weeks). */
  expiresIn?: number | undefined
  /** Each refresh returns a new refresh token, and the old one becomes invalid. Default: false. */
  rotates?: boolean | undefined
  /** Every refresh is refused. Default: false. */
  fails?: boolean | undefined
  /** Format of a refused refresh. Default: `"F"`. */
  errorBody?: ErrorForm | undefined
}

/** Undocumented behavior of Webex, so that a script can be tested against each variant. */
export interface SandboxSwitches {
  /**
   * HTTP status by error code. Default: 429 for 600005 and 600009 (busy), 503 for 600006, 404 for
   * 600007, 600008 and 2024 (no such billing report), 409 for others.
   */
  refusalStatus?: Record<number, number> | undefined
  /**
   * Error code if another sync occupies the cluster. `null`: 429 without a code. Default: 600009.
   */
  busyCode?: number | null | undefined
  /**
   * Error code if the same enterprise is already syncing. `null`: 429 without a code. Default:
   * 600009.
   */
  alreadyRunningCode?: number | null | undefined
  /** `Retry-After` header of both refusals above. Default: `null`, no header. */
  busyRetryAfter?: string | null | undefined
  /**
   * Error code of a sync that couldn't reach its BroadWorks cluster: 600014 as in the help pages,
   * or 6003 as in the API's example. Default: 600014.
   */
  connectFailureCode?: number | undefined
  /** State of a failed sync. Default: `"FAILED"`. */
  failedState?: string | undefined
  /** Virtual seconds after a trigger in which the old status is shown. Default: 0. */
  staleSeconds?: number | undefined
  /** Status of an enterprise that was never synced. Default: `"mixed"`. */
  neverSynced?: SandboxNeverSynced | undefined
  /**
   * `lastSyncEndTime` and the counters of the previous sync stay while the next one runs. Default:
   * false.
   */
  endTimeWhileRunning?: boolean | undefined
  /** Status of a partially successful sync. Default: `"complete_with_errors"`. */
  partialSuccess?: SandboxPartialSuccess | undefined
  /**
   * `syncStatus` between disabling and the end of the clean-up. Default: `"CLEANUP_IN_PROGRESS"`.
   */
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
   * `lastSyncTrackingId` is the `TrackingID` of the request that triggered the sync. If false, it
   * is `NA_<uuid>`, as for scheduled syncs. Default: true.
   */
  trackingIdOfTrigger?: boolean | undefined
  /**
   * Effect of a subscriber's user id that is already in use: the subscriber ends in `"error"`
   * 10022, or is refused immediately. Default: `"error_later"`.
   */
  duplicateUserId?: SandboxDuplicate | undefined
  /**
   * Effect of a subscriber's e-mail address that is already in use, by another subscriber or by a
   * person of another enterprise. Default: `"error_later"`.
   */
  duplicateEmail?: SandboxDuplicate | undefined
  /**
   * A subscriber can't be updated or removed while it is `"provisioning"` or `"updating"`. Default:
   * true.
   */
  busySubscriberRefused?: boolean | undefined
  /** Virtual seconds after its removal in which a subscriber is still shown. Default: 0. */
  removalSeconds?: number | undefined
  /**
   * Number of consent e-mails that can be sent again to one subscriber. After that, the response is
   * 429. Default: `null`, no limit.
   */
  consentEmailLimit?: number | null | undefined
  /** HTTP status of a precheck that finds a conflict. Default: 200. */
  precheckFailureStatus?: number | undefined
  /**
   * A list of subscribers with the filter `status` is paged with `Link` headers, too. Default:
   * true.
   */
  statusFilterPaged?: boolean | undefined
  /** Virtual seconds in which the signed link of a billing report is valid. Default: 900. */
  signedLinkSeconds?: number | undefined
}

/** The options of a sandbox. Every option has a default. */
export interface SandboxOptions {
  /** Number of generated enterprises. Default: 250. */
  enterprises?: number | undefined
  /** Number of generated subscribers, distributed over the enterprises. Default: 20. */
  subscribers?: number | undefined
  /**
   * Enterprises to serve exactly as given, instead of generated ones. The optional key `sandbox` of
   * an item is not served. It sets what Webex hides: `cluster`, `domain` (of its users),
   * `provisionedUsers` and `runSeconds` (duration of its last sync). An enterprise given as
   * `IN_PROGRESS` is syncing at the start.
   */
  items?: object[] | null | undefined
  /** Seed of all generated data, durations, failures and faults. Default: 1. */
  seed?: number | undefined
  /** Some generated ids contain `&`, `/`, `#`, `%`, spaces or non-ASCII letters. Default: true. */
  oddIds?: boolean | undefined
  /**
   * Every generated enterprise has directory sync enabled and has been synced. If false, there is
   * at least one with each kind of problem. Default: false.
   */
  allSynced?: boolean | undefined
  /** Number of hidden BroadWorks clusters. Each runs one triggered sync at a time. Default: 4. */
  clusters?: number | undefined
  /** Distribution of the generated enterprises over the clusters. Default: `"even"`. */
  clusterSizes?: SandboxClusterSizes | undefined
  /**
   * What the provisioning ids (templates) of generated enterprises reveal about the clusters.
   * Default: `"per_cluster"`.
   */
  provisioningIds?: SandboxProvisioningIds | undefined
  /** Number of provisioning ids of each cluster, with `"per_cluster"`. Default: 1. */
  provisioningIdsPerCluster?: number | undefined
  /** Order of a list. Default: `"id"`. */
  sort?: SandboxSort | undefined
  /** Port on 127.0.0.1. Default: 0, a free one. */
  port?: number | undefined
  /** Token of an administrator with read and write permission. Default: `"sandbox-token"`. */
  token?: string | undefined
  /** Token with the read scope only. Default: `"sandbox-read-only-token"`. */
  readOnlyToken?: string | undefined
  /**
   * Virtual seconds after which `token` expires. A new token restarts the count. Default: never.
   */
  tokenExpiresAfter?: number | null | undefined
  /**
   * OAuth client whose refresh token gets access tokens at `/v1/access_token`. Default: none, every
   * refresh is refused.
   */
  oauth?: SandboxOAuth | null | undefined
  /** Virtual seconds per real second. Default: 1. */
  speed?: number | undefined
  /** Only `advance` changes the clock. Default: false. */
  manual?: boolean | undefined
  /** Initial time of the clock. Default: the present. */
  startTime?: Date | string | null | undefined
  /**
   * Shortest and longest sync, in virtual seconds. Durations are distributed evenly in between, on
   * a logarithmic scale. Default: 2 to 4500.
   */
  runSeconds?: [number, number] | undefined
  /** Log-normal distribution of sync durations, limited to `runSeconds`. Default: none. */
  runLogNormal?: SandboxLogNormal | null | undefined
  /**
   * Maximum share by which a sync is shorter or longer than the enterprise's last one, whose
   * duration a list shows. Default: 0.25.
   */
  runSpread?: number | undefined
  /** Virtual seconds that the clean-up after disabling takes. Default: 300. */
  cleanUpSeconds?: number | undefined
  /** Share of syncs that fail, 0 to 1. Default: 0. */
  failShare?: number | undefined
  /**
   * Error codes of failed syncs, each with a weight. The switch `connectFailureCode` replaces
   * 600014. Default: every code of a failed sync, most often lost connections.
   */
  failCodes?: Record<number, number> | undefined
  /** Share of syncs that succeed partially, 0 to 1. Default: 0. */
  partialShare?: number | undefined
  /**
   * Error codes of partially successful syncs, each with a weight. Default: 600003 and 600017 to
   * 600019, with equal weights.
   */
  partialCodes?: Record<number, number> | undefined
  /**
   * Webex starts scheduled syncs: a week after the last sync or after directory sync was enabled,
   * and 24 hours after a failed sync. Each cluster has one slot for scheduled syncs, so they wait
   * for each other. They block only a trigger of the same enterprise. Default: false, only
   * triggered syncs run.
   */
  scheduledRuns?: boolean | undefined
  /**
   * Share of time, 0 to 1, in which Partner Hub or another tool occupies each cluster's slot for
   * triggered syncs, at random moments. If the slot is taken, it waits. Default: 0.
   */
  externalClientShare?: number | undefined
  /**
   * External clients occupy a slot without showing which enterprise they sync. If false, one of the
   * cluster's enterprises is `IN_PROGRESS` with their tracking id. Default: false.
   */
  anonymousExternalClients?: boolean | undefined
  /**
   * Duration of provisioning or updating a subscriber, in virtual seconds. Default: median 20,
   * sigma 0.8.
   */
  provisioningLogNormal?: SandboxLogNormal | undefined
  /**
   * Duration of provisioning an enterprise's first subscriber, which creates the enterprise, in
   * virtual seconds. Default: median 240, sigma 0.5.
   */
  firstProvisioningLogNormal?: SandboxLogNormal | undefined
  /** Share of subscribers, 0 to 1, whose provisioning ends in `"error"` 10022. Default: 0. */
  provisioningFailShare?: number | undefined
  /** Share of new subscribers, 0 to 1, that wait for their person's consent. Default: 0. */
  consentShare?: number | undefined
  /**
   * Virtual seconds after which a person does what a new subscriber waits for. Default: never, only
   * `grantConsent` does it.
   */
  consentSeconds?: number | null | undefined
  /** Virtual seconds that a billing report takes. Default: 60. */
  billingReportSeconds?: number | undefined
  /** Share of billing reports that fail, 0 to 1. Default: 0. */
  billingReportFailShare?: number | undefined
  /**
   * Lists are paged with `Link` headers. If false, a list ends after a full page, without a link.
   * Default: true.
   */
  linkPaging?: boolean | undefined
  /**
   * Maximum page size. Larger requests get this many items, without an error. Default: 1000, the
   * maximum.
   */
  clampMax?: number | undefined
  /**
   * Requests per real second above which the response is 429, with a `Retry-After` in whole seconds
   * (at least 1). Default: no limit.
   */
  rateLimit?: number | null | undefined
  /**
   * Number of requests that `rateLimit` allows at once (size of the token bucket). Default: the
   * requests of one second, at least 1.
   */
  rateBurst?: number | null | undefined
  /** Format of error bodies. Default: `"A"`. */
  errorBody?: ErrorForm | undefined
  /** Bodies over 1 KiB are compressed if the client accepts it. Default: true. */
  gzip?: boolean | undefined
  /**
   * Bodies are sent in chunks, as Webex does, instead of with a `Content-Length`. Default: true.
   */
  chunked?: boolean | undefined
  /** Number of requests that the log keeps. Default: 100,000. */
  logLimit?: number | undefined
  /** Undocumented behavior of Webex. */
  switches?: SandboxSwitches | undefined
  /** Faults, and how often they apply. Default: none. */
  faults?: Fault[] | undefined
}

/** The requests that a fault applies to. */
export interface FaultAim {
  /** The operation that it can apply to. Default: any. */
  operation?: SandboxOperation | null | undefined
  /** Only lists that request more items than this are affected. Default: all. */
  maxOver?: number | null | undefined
  /** How many requests pass before the fault is considered. Default: 0. */
  after?: number | undefined
  /** N: after that, every N-th request is considered, starting with the first. Default: 1. */
  every?: number | undefined
  /** The share of the considered requests that are affected. Default: 1. */
  share?: number | undefined
  /** How many times it applies at most. Default: no limit. */
  first?: number | null | undefined
  /** The name that it is counted under. Default: the effect's. */
  label?: string | null | undefined
}

/** The effect of a fault. All of its keys except `name` are optional. */
export type FaultEffect =
  | {
      /** 429, as for too many requests. */
      name: 'throttle'
      /** The text of `Retry-After`; `null`: no such header. Default: `"1"`. */
      retryAfter?: string | null | undefined
    }
  | {
      /** Any status. */
      name: 'status'
      /** The status. Default: 503. */
      status?: number | undefined
      /** The format of the body. Default: the sandbox's `errorBody`. */
      form?: ErrorForm | null | undefined
      /** A code for the body and the `Cisco-Spark-Error-Codes` header. Default: none. */
      code?: number | null | undefined
      /** The message in the body. Default: the usual one for the status. */
      message?: string | null | undefined
      /** A body to send verbatim instead. */
      body?: string | null | undefined
      /** Further headers. Default: none. */
      headers?: [string, string][] | undefined
      /** The operation is executed anyway. Default: false. */
      performed?: boolean | undefined
    }
  | {
      /** No response. */
      name: 'hang'
      /** The operation is executed anyway. Default: false. */
      performed?: boolean | undefined
    }
  | {
      /** The connection ends too early. */
      name: 'cut'
      /** Where. Default: `"before_head"`. */
      at?: CutAt | undefined
      /** By RST instead of FIN. Default: false. */
      reset?: boolean | undefined
      /** The operation is executed anyway. Default: true. */
      performed?: boolean | undefined
    }
  | {
      /** A proxy's page instead of JSON. */
      name: 'html'
      /** The status. Default: 200. */
      status?: number | undefined
      /** The operation is executed anyway. Default: true. */
      performed?: boolean | undefined
    }
  | {
      /** JSON with a comma missing, as in an example of the documentation. */
      name: 'broken_json'
    }
  | {
      /** Fields and a state that no documentation mentions. */
      name: 'unknown_fields'
    }
  | {
      /** Whole numbers with a fraction: `44.0`. */
      name: 'float_numbers'
    }
  | {
      /** A broken next link. Applies to lists only. */
      name: 'link'
      /** Its fault. Default: `"foreign_host"`. */
      kind?: LinkFault | undefined
      /**
       * The origin of the foreign host. No server listens at the default. Default:
       * `"http://127.0.0.1:9"`.
       */
      origin?: string | undefined
    }
  | {
      /** A late response. */
      name: 'slow'
      /** Real seconds. Default: 1. */
      seconds?: number | undefined
    }
  | {
      /** A response in small pieces. */
      name: 'dribble'
      /** Bytes in a piece. Default: 64. */
      bytes?: number | undefined
      /** Real seconds before each. Default: 0.05. */
      seconds?: number | undefined
    }
  | {
      /** A small compressed body that becomes a very large one. */
      name: 'gzip_bomb'
      /** Decompressed size in MiB. Default: 512. */
      megabytes?: number | undefined
    }
  | {
      /** A very large response header. */
      name: 'huge_header'
      /** Its size in KiB. Default: 1024. */
      kilobytes?: number | undefined
    }
  | {
      /**
       * No response, and the operation is executed later. Applies to POST and PUT only. An operation
       * that would be refused is never executed.
       */
      name: 'late'
      /** Virtual seconds until it is executed. Default: 60. */
      seconds?: number | undefined
      /** The connection stays open. If false, it is cut immediately. Default: false. */
      hang?: boolean | undefined
    }
  | {
      /**
       * A connection is refused. Counts connections instead of requests, so `operation` and `maxOver`
       * are ignored. Connections that are already open stay open.
       */
      name: 'refuse'
      /**
       * Real seconds for which the port is closed. Attempts to connect during this time aren't counted.
       * Default: 0.
       */
      seconds?: number | undefined
    }

/** A fault: its effect, and the requests to which it applies. */
export type Fault = FaultEffect & FaultAim
