import type { ErrorForm, Fault } from './faults'
import type { SandboxSwitches } from './switches'

/** Options of a sandbox. Every option has a default. */
export interface SandboxOptions {
  /** Number of generated enterprises. Default: 250. */
  enterprises?: number | undefined
  /** Number of generated subscribers, distributed over the enterprises. Default: 20. */
  subscribers?: number | undefined
  /**
   * Enterprises to serve exactly as given, instead of generated ones. The optional key `sandbox` of an item
   * is not served. It sets what Webex hides: `cluster`, `domain` (of its users), `provisionedUsers` and
   * `runSeconds` (duration of its last sync). An enterprise given as `IN_PROGRESS` is syncing at the start.
   */
  items?: object[] | undefined
  /** Seed of all generated data, durations, failures and faults. Default: 1. */
  seed?: number | undefined
  /** Some generated ids contain `&`, `/`, `#`, `%`, spaces or non-ASCII letters. Default: true. */
  oddIds?: boolean | undefined
  /**
   * Every generated enterprise has directory sync enabled and has been synced. If false, there is at least
   * one with each kind of problem. Default: false.
   */
  allSynced?: boolean | undefined
  /** Number of hidden BroadWorks clusters. Each runs one triggered sync at a time. Default: 4. */
  clusters?: number | undefined
  /**
   * Distribution of the generated enterprises over the clusters. `even`: equal sizes. `zipf`: the k-th
   * cluster has 1/k of the enterprises of the first. Numbers: one cluster for each, in these proportions;
   * if their sum is `enterprises`, they are the sizes. Default: `even`.
   */
  clusterSizes?: 'even' | 'zipf' | number[] | undefined
  /**
   * How the `provisioningId` (template) of a generated enterprise relates to its cluster. `per_cluster`:
   * enterprises with the same id share a cluster. The others don't show the cluster: each enterprise has an
   * id of its own (`per_enterprise`), a random one of n (`{ random: n }`; 1: the same for all), or none
   * (`absent`). Default: `per_cluster`.
   */
  provisioningIds?: 'per_cluster' | 'per_enterprise' | 'absent' | { random: number }
  /** Number of provisioning ids of each cluster, with `per_cluster`. Default: 1. */
  provisioningIdsPerCluster?: number | undefined
  /** Order of a list. Default: `id`. */
  sort?: 'id' | 'insertion' | 'shuffled' | undefined
  /** Port on 127.0.0.1. Default: 0, a free one. */
  port?: number | undefined
  /** Token of an administrator with read and write permission. Default: `sandbox-token`. */
  token?: string | undefined
  /** Token with the read scope only. Default: `sandbox-read-only-token`. */
  readOnlyToken?: string | undefined
  /** Virtual seconds after which `token` expires. A new token restarts the count. Default: never. */
  tokenExpiresAfter?: number | null | undefined
  /**
   * OAuth client whose refresh token gets access tokens at `/v1/access_token`. Default: none, every refresh
   * is refused.
   */
  oauth?: SandboxOAuth | null | undefined
  /** Virtual seconds per real second. Default: 1. */
  speed?: number | undefined
  /** Only `advance` changes the clock. Default: false. */
  manual?: boolean | undefined
  /** Initial time of the clock. Default: the present. */
  startTime?: Date | string | undefined
  /**
   * Shortest and longest sync, in virtual seconds. Durations are distributed evenly in between, on a
   * logarithmic scale. Default: 2 to 4500.
   */
  runSeconds?: [number, number] | undefined
  /** Log-normal distribution of sync durations, limited to `runSeconds`. Default: none. */
  runLogNormal?: SandboxLogNormal | null | undefined
  /**
   * Maximum share by which a sync is shorter or longer than the enterprise's last one, whose duration a
   * list shows. Default: 0.25.
   */
  runSpread?: number | undefined
  /** Virtual seconds that the clean-up after disabling takes. Default: 300. */
  cleanUpSeconds?: number | undefined
  /** Share of syncs that fail, 0 to 1. Default: 0. */
  failShare?: number | undefined
  /**
   * Error codes of failed syncs, each with a weight. The switch `connectFailureCode` replaces 600014.
   * Default: every code of a failed sync, most often lost connections.
   */
  failCodes?: Record<number, number> | undefined
  /** Share of syncs that succeed partially, 0 to 1. Default: 0. */
  partialShare?: number | undefined
  /**
   * Error codes of partially successful syncs, each with a weight. Default: 600003 and 600017 to 600019,
   * with equal weights.
   */
  partialCodes?: Record<number, number> | undefined
  /**
   * Webex starts scheduled syncs: a week after the last sync or after directory sync was enabled, and
   * 24 hours after a failed sync. Each cluster has one slot for scheduled syncs, so they wait for each
   * other. They block only a trigger of the same enterprise. Default: false, only triggered syncs run.
   */
  scheduledRuns?: boolean | undefined
  /**
   * Share of time, 0 to 1, in which Partner Hub or another tool occupies each cluster's slot for triggered
   * syncs, at random moments. If the slot is taken, it waits. Default: 0.
   */
  externalClientShare?: number | undefined
  /**
   * External clients occupy a slot without showing which enterprise they sync. If false, one of the
   * cluster's enterprises is `IN_PROGRESS` with their tracking id. Default: false.
   */
  anonymousExternalClients?: boolean | undefined
  /** Duration of provisioning or updating a subscriber, in virtual seconds. Default: median 20, sigma 0.8. */
  provisioningLogNormal?: SandboxLogNormal | undefined
  /**
   * Duration of provisioning an enterprise's first subscriber, which creates the enterprise, in virtual
   * seconds. Default: median 240, sigma 0.5.
   */
  firstProvisioningLogNormal?: SandboxLogNormal | undefined
  /** Share of subscribers, 0 to 1, whose provisioning ends in `error` 10022. Default: 0. */
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
  /** Maximum page size. Larger requests get this many items, without an error. Default and maximum: 1000. */
  clampMax?: number | undefined
  /**
   * Requests per real second above which the response is 429, with a `Retry-After` in whole seconds (at
   * least 1). Default: no limit.
   */
  rateLimit?: number | null | undefined
  /**
   * Number of requests that `rateLimit` allows at once (size of the token bucket). Default: the requests of
   * one second, at least 1.
   */
  rateBurst?: number | null | undefined
  /** Format of error bodies. Default: `A`. */
  errorBody?: ErrorForm | undefined
  /** Bodies over 1 KiB are compressed if the client accepts it. Default: true. */
  gzip?: boolean | undefined
  /** Bodies are sent in chunks, as Webex does, instead of with a `Content-Length`. Default: true. */
  chunked?: boolean | undefined
  /** Number of requests that the log keeps. Default: 100,000. */
  logLimit?: number | undefined
  /** Undocumented behavior of Webex. */
  switches?: SandboxSwitches | undefined
  /** Faults, and how often they apply. Default: none. */
  faults?: Fault[] | undefined
}

/** A log-normal distribution of durations: most are short, and a few are very long. */
export interface SandboxLogNormal {
  /** The median, in virtual seconds. */
  median: number
  /** The standard deviation of the natural logarithm. With 1, one in six takes over 2.7 times the median. */
  sigma: number
}

/** An OAuth client and its refresh token. Every field has a default. */
export interface SandboxOAuth {
  /** Default: `sandbox-client-id`. */
  clientId?: string | undefined
  /** Default: `sandbox-client-secret`. */
  clientSecret?: string | undefined
  /** Default: `sandbox-refresh-token`. */
  refreshToken?: string | undefined
  /** Virtual seconds in which an access token is valid. Default: 1,209,600 (two weeks). */
  expiresIn?: number | undefined
  /** Each refresh returns a new refresh token, and the old one becomes invalid. Default: false. */
  rotates?: boolean | undefined
  /** Every refresh is refused. Default: false. */
  fails?: boolean | undefined
  /** Format of a refused refresh. Default: `F`. */
  errorBody?: ErrorForm | undefined
}
