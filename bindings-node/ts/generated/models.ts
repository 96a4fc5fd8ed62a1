// What Webex sends, by Webex's own names. Written by `make generate` from `api/models.toml`. Required
// are the keys that every published example has; Webex promises none. Unknown keys stay in the
// objects, what is absent stays absent and `null` stays `null`.

/** @module models */

/**
 * The state of a directory sync. Webex documents no complete set, so others can appear.
 *
 * * `NOT_SYNCED`: No directory sync ever ran.
 * * `IN_PROGRESS`: A directory sync is running.
 * * `COMPLETE`: The last directory sync succeeded.
 * * `FAILED`: The last directory sync failed.
 */
export type SyncStatus = 'NOT_SYNCED' | 'IN_PROGRESS' | 'COMPLETE' | 'FAILED' | (string & {})

/**
 * What the sync of one user did. Others can appear.
 *
 * * `ADD`: The user was added.
 * * `UPDATE`: The user was changed.
 * * `DELETE`: The user was deleted.
 * * `NO_OPERATION`: There was nothing to do.
 */
export type UserSyncStatus = 'ADD' | 'UPDATE' | 'DELETE' | 'NO_OPERATION' | (string & {})

/**
 * The state of a subscriber's provisioning. Others can appear.
 *
 * * `pending_email_input`: Webex waits for the subscriber's e-mail address.
 * * `pending_email_validation`: Webex waits for the subscriber to confirm the e-mail address.
 * * `pending_user_migration`: Webex waits for the consent of a person who has a Webex account
 *   elsewhere.
 * * `provisioning`: Webex is provisioning the subscriber.
 * * `provisioned`: The subscriber is provisioned.
 * * `updating`: Webex is applying an update.
 * * `error`: Provisioning or an update failed; `errors` says why.
 */
export type SubscriberStatus =
  | 'pending_email_input'
  | 'pending_email_validation'
  | 'pending_user_migration'
  | 'provisioning'
  | 'provisioned'
  | 'updating'
  | 'error'
  | (string & {})

/**
 * The Webex package of a subscriber. Others can appear.
 *
 * * `softphone`: Softphone.
 * * `basic`: Basic.
 * * `standard`: Standard.
 * * `premium`: Premium.
 */
export type SubscriberPackage = 'softphone' | 'basic' | 'standard' | 'premium' | (string & {})

/**
 * The state of a billing report. Others can appear.
 *
 * * `IN_PROGRESS`: Webex is generating the report.
 * * `COMPLETED`: The report can be downloaded.
 * * `FAILED`: The report failed; `errors` says why.
 */
export type BillingReportStatus = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | (string & {})

/** A BroadWorks enterprise as the list shows it. */
export interface Enterprise {
  /** The id that every other operation takes. */
  id: string
  /** The id of the customer's Webex organization. */
  orgId: string
  /** The id of the onboarding template that the enterprise was provisioned with. */
  provisioningId?: string
  /** The identifier on BroadWorks: service provider, `+`, enterprise. */
  spEnterpriseId: string
  /** Whether directory sync is on, and the status of its last run. */
  broadworksDirectorySync?: DirectorySync
  /** When the customer's organization was created. Only some partners get it. */
  orgCreationTimeStamp?: string
}

/** Whether directory sync is on for an enterprise, and the status of its last run. */
export interface DirectorySync {
  /** Whether directory sync is on. */
  enableDirSync: boolean
  /** The last or current sync. Absent if no sync ever ran. */
  directorySyncStatus?: DirectorySyncStatus
}

/**
 * The last or current directory sync of an enterprise.
 *
 * The counters with `Added`, `Updated` and `Deleted` count that sync alone. Those with `total` are
 * running totals. Times are ISO 8601 in UTC, with 0 to 9 fractional digits.
 */
export interface DirectorySyncStatus {
  /** The state of the sync. */
  syncStatus: SyncStatus
  /** When the sync started. */
  lastSyncStartTime?: string
  /** When the sync ended. */
  lastSyncEndTime?: string
  /** When a sync last succeeded. */
  lastSuccessfulSyncTime?: string
  /** The tracking id of the sync. */
  lastSyncTrackingId?: string
  /** Users that the sync added to Common Identity. */
  usersAdded?: number
  /** Users that the sync updated in Common Identity. */
  usersUpdated?: number
  /** Users that the sync deleted from Common Identity. */
  usersDeleted?: number
  /** Machine accounts that the sync added to Common Identity. */
  machinesAdded?: number
  /** Machine accounts that the sync updated in Common Identity. */
  machinesUpdated?: number
  /** Machine accounts that the sync deleted from Common Identity. */
  machinesDeleted?: number
  /** External users now in Common Identity. */
  totalExternalUsersInCI?: number
  /** External machine accounts now in Common Identity. */
  totalExternalMachinesInCI?: number
  /** User contacts that the sync added to the contact service. */
  userContactsAdded?: number
  /** User contacts that the sync updated in the contact service. */
  userContactsUpdated?: number
  /** User contacts that the sync deleted from the contact service. */
  userContactsDeleted?: number
  /** Organization contacts that the sync added to the contact service. */
  orgContactsAdded?: number
  /** Organization contacts that the sync updated in the contact service. */
  orgContactsUpdated?: number
  /** Organization contacts that the sync deleted from the contact service. */
  orgContactsDeleted?: number
  /** Group contacts that the sync added to the contact service. */
  groupContactsAdded?: number
  /** Group contacts that the sync updated in the contact service. */
  groupContactsUpdated?: number
  /** Group contacts that the sync deleted from the contact service. */
  groupContactsDeleted?: number
  /** User contacts now in the contact service. */
  totalUserContactsInContactService?: number
  /** Organization contacts now in the contact service. */
  totalOrgContactsInContactService?: number
  /** Group contacts now in the contact service. */
  totalGroupContactsInContactService?: number
  /** What went wrong after Webex accepted the sync. */
  errors?: DirectorySyncError[]
}

/** One error of a directory sync. `directorySyncState` explains its code. */
export interface DirectorySyncError {
  /** The code, such as 600014. */
  errorCode: number
  /** What Webex says about it. */
  description: string
}

/** What `directorySync.ensure` found and changed. */
export interface EnsuredDirectorySync {
  /** Whether the state differed, and was changed or, in a dry run, would be. */
  changed: boolean
  /** The state before. */
  before: DirectorySync
  /**
   * The state afterwards: `before` if nothing changed; null in a dry run that found a difference.
   */
  after: DirectorySync | null
}

/** What the sync of one user did. */
export interface UserDirectorySync {
  /** The user as Webex now has it. */
  userResponse?: ExternalUser
  /** What the sync did. */
  status?: UserSyncStatus
}

/** A BroadWorks user as directory sync brought it to Webex. Numbers are free text. */
export interface ExternalUser {
  /** The user's BroadWorks id. Webex might spell it differently than the request. */
  userId?: string
  /** The first name. */
  firstName?: string
  /** The last name. */
  lastName?: string
  /** The extension. */
  extension?: string
  /** The primary number. */
  number?: string
  /** The mobile number. */
  mobile?: string
}

/** A BroadWorks subscriber on Webex. */
export interface Subscriber {
  /** The id that every other operation on the subscriber takes. */
  id: string
  /** The id of the Webex person. Absent until the subscriber is provisioned. */
  personId?: string
  /** The user's BroadWorks id, such as `95547321@sp.com`. */
  userId: string
  /** The enterprise's identifier on BroadWorks: service provider, `+`, enterprise. */
  spEnterpriseId: string
  /** The first name. */
  firstName?: string
  /** The last name. */
  lastName?: string
  /** The e-mail address. */
  email?: string
  /** The primary phone number. */
  primaryPhoneNumber?: string
  /** The mobile phone number. */
  mobilePhoneNumber?: string
  /** The extension. */
  extension?: string
  /** The Webex package. */
  package?: SubscriberPackage
  /** The state of provisioning. */
  status: SubscriberStatus
  /** What went wrong after Webex accepted the request. */
  errors?: SubscriberError[]
  /** When the subscriber was provisioned. */
  created?: string
  /** When `status` last changed. */
  lastStatusChange?: string
  /** The id of the onboarding template that the subscriber was provisioned with. */
  provisioningId?: string
  /** Whether the subscriber activated itself. Webex's examples also show it as text. */
  selfActivated?: boolean
}

/** One error of a subscriber's provisioning. */
export interface SubscriberError {
  /** The code, such as 10022. */
  errorCode: number
  /** What Webex says about it. */
  description: string
}

/** What a precheck of a subscriber found. */
export interface SubscriberPrecheck {
  /** `success` if provisioning is likely to succeed. */
  message?: string
  /** The findings. Webex documents an object here, and shows an array. */
  info?: PrecheckFinding[]
}

/** One finding of a precheck. */
export interface PrecheckFinding {
  /** 100 for a success. */
  infoCode?: number
  /** The code of a conflict, such as 10022. */
  errorCode?: number
  /** What Webex says about it. */
  description?: string
}

/** A BroadWorks workspace on Webex. */
export interface Workspace {
  /** The id that updating and removing the workspace take. */
  id: string
  /** The id of the onboarding template that the workspace was provisioned with. */
  provisioningId?: string
  /** The workspace's user ID on BroadWorks. */
  userId: string
  /** The enterprise's identifier on BroadWorks: service provider, `+`, enterprise. */
  spEnterpriseId: string
  /** The name that Webex shows. */
  displayName?: string
  /** The primary phone number. */
  primaryPhoneNumber?: string
  /** The extension. */
  extension?: string
  /** When the workspace was provisioned. */
  created?: string
}

/** A billing report of one month. */
export interface BillingReport {
  /** The id that the other operations on the report take. */
  id: string
  /** The month, as `YYYY-MM`. */
  billingPeriod?: string
  /** The state of the report. */
  status?: BillingReportStatus
  /** When the report was generated. */
  created?: string
  /** The person ID of the administrator who created the report. */
  createdBy?: string
  /** A link to the report as CSV that works for a short time. It is a secret. */
  tempDownloadURL?: string
  /** What went wrong after Webex accepted the request. */
  errors?: BillingReportError[]
}

/** One error of a billing report. */
export interface BillingReportError {
  /** The code, such as 2024. */
  code?: number
  /** What Webex says about it. */
  description?: string
}
