/**
 * A client for Webex for BroadWorks: list enterprises, turn directory sync on or off, run syncs for an
 * enterprise or a user, and provision subscribers and workspaces.
 *
 * ```js
 * import { Client, directorySyncState } from 'webex-broadworks'
 *
 * const webex = new Client() // the token of WEBEX_ACCESS_TOKEN
 * for await (const enterprise of webex.enterprises.list({ startsWith: 'Reseller1' })) {
 *   console.log(enterprise.spEnterpriseId, directorySyncState(enterprise).status)
 * }
 * ```
 *
 * @module
 */

export * from './bulk-run'
export * from './client'
export * from './download'
export type {
  Bulk,
  BulkDirectorySync,
  BulkEnsureFields,
  BulkFields,
  BulkInput,
  BulkItems,
  BulkRunFields,
} from './generated/bulk'
export type { ClientOptions } from './generated/client-options'
export * from './generated/errors'
export * from './generated/lists'
export type * from './generated/models'
export type { OperationId, SubjectKind } from './generated/operations'
export type * from './generated/outcomes'
export type * from './generated/records'
export * from './generated/resources'
export * from './generated/state'
export * from './generated/tokens'
export type * from './hooks'
export type { ItemList, Query } from './list'
export type { TokenFunction, TokenSource, TokenStore } from './token-source'
