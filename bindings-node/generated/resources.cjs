'use strict'

// The operations, grouped by resource. Written by `make generate` from `api/operations.toml`.

const { call } = require('../call.cjs')
const { BillingReportDownload } = require('../download.cjs')
const { listFields } = require('../list.cjs')
const { check, read, subjectOf } = require('../options.cjs')
const { watch } = require('../wait.cjs')
const { EnterpriseList, SubscriberList, BillingReportList } = require('./lists.cjs')

const enterpriseOf = (given) => subjectOf('enterprise', given, 'spEnterpriseId')
const subscriberOf = (given) => subjectOf('subscriber', given, 'userId')
const workspaceOf = (given) => subjectOf('workspace', given, 'userId')
const billing_reportOf = (given) => subjectOf('billing_report', given, 'billingPeriod')

class EnterprisesResource {
  #session

  constructor(session) {
    this.#session = session
  }

  list(fields, options) {
    const known = {
      spEnterpriseId: 'text',
      startsWith: 'text',
      pageSize: 'count',
      limit: 'count',
      cursor: 'text',
      completion: 'text',
      allowIncomplete: 'flag',
      extraQuery: 'query',
    }
    const filters = ['spEnterpriseId', 'startsWith']
    const given = listFields('enterprises.list', 'enterprises.list', fields, known)
    return new EnterpriseList(this.#session, 'enterprises.list', filters, given, options)
  }

  async get(fields, options) {
    const known = { spEnterpriseId: 'text', orgId: 'text' }
    const given = read('enterprises.get', fields, known)
    return await call(
      this.#session,
      'enterprises.get',
      [given.spEnterpriseId, given.orgId],
      options,
    )
  }
}

class DirectorySyncResource {
  #session

  constructor(session) {
    this.#session = session
  }

  async getStatus(enterprise, options) {
    const subject = enterpriseOf(enterprise)
    return await call(this.#session, 'directory_sync.get_status', [subject], options)
  }

  async update(enterprise, fields, options) {
    const subject = enterpriseOf(enterprise)
    const known = { enableDirSync: 'flag' }
    const given = read('directorySync.update', fields, known)
    check('enableDirSync', given.enableDirSync, 'flag')
    return await call(
      this.#session,
      'directory_sync.update',
      [subject, given.enableDirSync],
      options,
    )
  }

  async trigger(enterprise, options) {
    const subject = enterpriseOf(enterprise)
    return await call(this.#session, 'directory_sync.trigger', [subject], options)
  }

  async triggerUser(enterprise, userId, options) {
    const subject = enterpriseOf(enterprise)
    check('userId', userId, 'text')
    return await call(this.#session, 'directory_sync.trigger_user', [subject, userId], options)
  }

  async ensure(enterprise, fields, options) {
    const subject = enterpriseOf(enterprise)
    const known = { enableDirSync: 'flag', dryRun: 'flag' }
    const given = read('directorySync.ensure', fields, known)
    check('enableDirSync', given.enableDirSync, 'flag')
    return await call(
      this.#session,
      'directory_sync.ensure',
      [subject, given.enableDirSync, given.dryRun],
      options,
    )
  }

  async run(enterprise, fields, options) {
    const subject = enterpriseOf(enterprise)
    const known = { onProgress: 'function', onWaiting: 'function' }
    const given = read('directorySync.run', fields, known)
    return await watch(this.#session, 'directory_sync.run', [subject], given, options)
  }

  async wait(enterprise, fields, options) {
    const subject = enterpriseOf(enterprise)
    const known = { onProgress: 'function' }
    const given = read('directorySync.wait', fields, known)
    return await watch(this.#session, 'directory_sync.wait', [subject], given, options)
  }
}

class SubscribersResource {
  #session

  constructor(session) {
    this.#session = session
  }

  list(fields, options) {
    const known = {
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
    }
    const filters = [
      'userId',
      'personId',
      'email',
      'provisioningId',
      'spEnterpriseId',
      'lastStatusChange',
      'status',
      'after',
      'selfActivated',
    ]
    const given = listFields('subscribers.list', 'subscribers.list', fields, known)
    return new SubscriberList(this.#session, 'subscribers.list', filters, given, options)
  }

  async get(subscriber, options) {
    const subject = subscriberOf(subscriber)
    return await call(this.#session, 'subscribers.get', [subject], options)
  }

  async provision(fields, options) {
    const known = {
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
    }
    const given = read('subscribers.provision', fields, known)
    check('provisioningId', given.provisioningId, 'text')
    check('userId', given.userId, 'text')
    check('spEnterpriseId', given.spEnterpriseId, 'text')
    check('firstName', given.firstName, 'text')
    check('lastName', given.lastName, 'text')
    check('package', given.package, 'text')
    return await call(
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

  async update(subscriber, fields, options) {
    const subject = subscriberOf(subscriber)
    const known = {
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
    }
    const given = read('subscribers.update', fields, known)
    return await call(
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

  async remove(subscriber, options) {
    const subject = subscriberOf(subscriber)
    return await call(this.#session, 'subscribers.remove', [subject], options)
  }

  async precheck(fields, options) {
    const known = {
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
    }
    const given = read('subscribers.precheck', fields, known)
    check('email', given.email, 'text')
    return await call(
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

  async resendConsentEmail(subscriber, options) {
    const subject = subscriberOf(subscriber)
    return await call(this.#session, 'subscribers.resend_consent_email', [subject], options)
  }

  async wait(subscriber, fields, options) {
    const subject = subscriberOf(subscriber)
    const known = { onProgress: 'function', waitForPerson: 'flag' }
    const given = read('subscribers.wait', fields, known)
    return await watch(
      this.#session,
      'subscribers.wait',
      [subject, given.waitForPerson],
      given,
      options,
    )
  }
}

class WorkspacesResource {
  #session

  constructor(session) {
    this.#session = session
  }

  async provision(fields, options) {
    const known = {
      provisioningId: 'text',
      userId: 'text',
      spEnterpriseId: 'text',
      displayName: 'text',
      primaryPhoneNumber: 'text',
      extension: 'text',
      extraBody: 'object',
    }
    const given = read('workspaces.provision', fields, known)
    check('provisioningId', given.provisioningId, 'text')
    check('userId', given.userId, 'text')
    check('spEnterpriseId', given.spEnterpriseId, 'text')
    check('displayName', given.displayName, 'text')
    return await call(
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

  async update(workspace, fields, options) {
    const subject = workspaceOf(workspace)
    const known = {
      userId: 'text',
      primaryPhoneNumber: 'text',
      extension: 'text',
      clear: 'texts',
      extraBody: 'object',
    }
    const given = read('workspaces.update', fields, known)
    return await call(
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

  async remove(workspace, options) {
    const subject = workspaceOf(workspace)
    return await call(this.#session, 'workspaces.remove', [subject], options)
  }
}

class BillingReportsResource {
  #session

  constructor(session) {
    this.#session = session
  }

  list(fields, options) {
    const known = {
      before: 'text',
      after: 'text',
      sortBy: 'text',
      allowIncomplete: 'flag',
      extraQuery: 'query',
    }
    const filters = ['before', 'after', 'sortBy']
    const given = listFields('billing_reports.list', 'billingReports.list', fields, known)
    return new BillingReportList(this.#session, 'billing_reports.list', filters, given, options)
  }

  async create(billingPeriod, options) {
    check('billingPeriod', billingPeriod, 'text')
    return await call(this.#session, 'billing_reports.create', [billingPeriod], options)
  }

  async get(report, options) {
    const subject = billing_reportOf(report)
    return await call(this.#session, 'billing_reports.get', [subject], options)
  }

  async delete(report, options) {
    const subject = billing_reportOf(report)
    return await call(this.#session, 'billing_reports.delete', [subject], options)
  }

  async wait(report, fields, options) {
    const subject = billing_reportOf(report)
    const known = { onProgress: 'function' }
    const given = read('billingReports.wait', fields, known)
    return await watch(this.#session, 'billing_reports.wait', [subject], given, options)
  }

  download(report, fields, options) {
    const subject = billing_reportOf(report)
    const known = { maxBytes: 'count' }
    const given = read('billingReports.download', fields, known)
    return new BillingReportDownload(
      this.#session,
      'billing_reports.download',
      [subject, given.maxBytes],
      options,
    )
  }
}

/** The resources of a client. */
class Resources {
  constructor(session) {
    this.enterprises = new EnterprisesResource(session)
    this.directorySync = new DirectorySyncResource(session)
    this.subscribers = new SubscribersResource(session)
    this.workspaces = new WorkspacesResource(session)
    this.billingReports = new BillingReportsResource(session)
  }
}

module.exports = {
  EnterprisesResource,
  DirectorySyncResource,
  SubscribersResource,
  WorkspacesResource,
  BillingReportsResource,
  Resources,
}
