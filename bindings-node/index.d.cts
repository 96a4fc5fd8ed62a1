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

export * from './bulk.cjs'
export * from './call.cjs'
export * from './client.cjs'
export * from './download.cjs'
export * from './errors.cjs'
export * from './generated/lists.cjs'
export * from './generated/models.cjs'
export type { OperationId, SubjectKind } from './generated/operations.cjs'
export * from './generated/resources.cjs'
export * from './hooks.cjs'
export * from './list.cjs'
export * from './outcomes.cjs'
export * from './state.cjs'
export * from './tokens.cjs'
export * from './wait.cjs'
