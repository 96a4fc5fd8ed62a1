// The operations. Written by `make generate` from `api/operations.toml`.

/** @module operations */

/** The id of an operation, the same in every language: the method's name in `snake_case`. */
export type OperationId =
  | 'enterprises.list'
  | 'enterprises.get'
  | 'directory_sync.get_status'
  | 'directory_sync.update'
  | 'directory_sync.trigger'
  | 'directory_sync.trigger_user'
  | 'directory_sync.ensure'
  | 'directory_sync.run'
  | 'directory_sync.wait'
  | 'subscribers.list'
  | 'subscribers.get'
  | 'subscribers.provision'
  | 'subscribers.update'
  | 'subscribers.remove'
  | 'subscribers.precheck'
  | 'subscribers.resend_consent_email'
  | 'subscribers.wait'
  | 'workspaces.provision'
  | 'workspaces.update'
  | 'workspaces.remove'
  | 'billing_reports.list'
  | 'billing_reports.create'
  | 'billing_reports.get'
  | 'billing_reports.delete'
  | 'billing_reports.wait'
  | 'billing_reports.download'
  | 'access_token.refresh'
  | 'request'

/** An operation of the sandbox, as faults name it. */
export type SandboxOperation =
  | 'enterprises.list'
  | 'directory_sync.get_status'
  | 'directory_sync.update'
  | 'directory_sync.trigger'
  | 'directory_sync.trigger_user'
  | 'subscribers.list'
  | 'subscribers.get'
  | 'subscribers.provision'
  | 'subscribers.update'
  | 'subscribers.remove'
  | 'subscribers.precheck'
  | 'subscribers.resend_consent_email'
  | 'workspaces.provision'
  | 'workspaces.update'
  | 'workspaces.remove'
  | 'billing_reports.list'
  | 'billing_reports.create'
  | 'billing_reports.get'
  | 'billing_reports.delete'

/** What kind of thing a call is about. */
export type SubjectKind = 'enterprise' | 'subscriber' | 'workspace' | 'billing report'
