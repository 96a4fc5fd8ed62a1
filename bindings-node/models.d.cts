// What Webex sends, by Webex's own names. Required are the fields that every published example has; Webex
// promises none. Unknown fields stay in the objects, what is absent stays absent and `null` stays `null`.

/** The states of a directory sync run that are known; the service documents no complete set. */
export type SyncStatus = 'NOT_SYNCED' | 'IN_PROGRESS' | 'COMPLETE' | 'FAILED' | (string & {})

/** What a user sync can have done. */
export type UserSyncStatus = 'ADD' | 'UPDATE' | 'DELETE' | 'NO_OPERATION' | (string & {})

/** One enterprise, as the list shows it. */
export interface Enterprise {
  /** The id that every other operation takes. */
  id: string
  /** The id of the customer's Webex organization. */
  orgId: string
  /** The id of the onboarding template that the enterprise was provisioned with. */
  provisioningId?: string
  /** The identifier on BroadWorks: service provider, `+`, enterprise; such as `Reseller1+acme`. */
  spEnterpriseId: string
  /** Whether directory sync is on, and how it stands. */
  broadworksDirectorySync?: DirectorySync
  /** When the customer's organisation was created, in ISO 8601; only some partners get it. */
  orgCreationTimeStamp?: string
}

/** Whether directory sync is on, and how it stands. */
export interface DirectorySync {
  /** Whether directory sync is switched on. */
  enableDirSync: boolean
  /** How the last or present run stands; may be absent where there never was one. */
  directorySyncStatus?: DirectorySyncStatus
}

/**
 * The last or present directory sync run of an enterprise. Counters with `Added`, `Updated` and
 * `Deleted` are of that run alone; those with `total` are running totals.
 */
export interface DirectorySyncStatus {
  /** The state of the run. */
  syncStatus: SyncStatus
  /** When the run started, in ISO 8601 with 0 to 9 fractional digits. */
  lastSyncStartTime?: string
  /** When the run ended, in ISO 8601. */
  lastSyncEndTime?: string
  /** When a run last succeeded, in ISO 8601. */
  lastSuccessfulSyncTime?: string
  /** The tracking id of the run. */
  lastSyncTrackingId?: string
  /** Users added to Common Identity. */
  usersAdded?: number
  /** Users updated in Common Identity. */
  usersUpdated?: number
  /** Users deleted from Common Identity. */
  usersDeleted?: number
  /** Machine accounts added to Common Identity. */
  machinesAdded?: number
  /** Machine accounts updated in Common Identity. */
  machinesUpdated?: number
  /** Machine accounts deleted from Common Identity. */
  machinesDeleted?: number
  /** External users now in Common Identity. */
  totalExternalUsersInCI?: number
  /** External machine accounts now in Common Identity. */
  totalExternalMachinesInCI?: number
  /** User contacts added to the contact service. */
  userContactsAdded?: number
  /** User contacts updated in the contact service. */
  userContactsUpdated?: number
  /** User contacts deleted from the contact service. */
  userContactsDeleted?: number
  /** Organisation contacts added to the contact service. */
  orgContactsAdded?: number
  /** Organisation contacts updated in the contact service. */
  orgContactsUpdated?: number
  /** Organisation contacts deleted from the contact service. */
  orgContactsDeleted?: number
  /** Group contacts added to the contact service. */
  groupContactsAdded?: number
  /** Group contacts updated in the contact service. */
  groupContactsUpdated?: number
  /** Group contacts deleted from the contact service. */
  groupContactsDeleted?: number
  /** User contacts now in the contact service. */
  totalUserContactsInContactService?: number
  /** Organisation contacts now in the contact service. */
  totalOrgContactsInContactService?: number
  /** Group contacts now in the contact service. */
  totalGroupContactsInContactService?: number
  /** What went wrong after the request was accepted. */
  errors?: DirectorySyncError[]
}

/** One error of a directory sync run; `directorySyncState` explains it. */
export interface DirectorySyncError {
  /** The code, such as 600014. */
  errorCode: number
  /** What the service says about it. */
  description: string
}

/** What it took to switch directory sync as wanted. */
export interface EnsuredDirectorySync {
  /** Whether it was switched the other way, and has been changed or, in a dry run, would be. */
  changed: boolean
  /** What was found. */
  before: DirectorySync
  /** How it then was: `before` where nothing had to be changed; `null` in a dry run that would. */
  after: DirectorySync | null
}

/** What syncing one user did. */
export interface UserDirectorySync {
  /** The user as Webex now has it. */
  userResponse?: ExternalUser
  /** What the sync did. */
  status?: UserSyncStatus
}

/** A BroadWorks user as directory sync brought it to Webex. Numbers are free text. */
export interface ExternalUser {
  /** The user's BroadWorks id; not always spelled as it was asked for. */
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
