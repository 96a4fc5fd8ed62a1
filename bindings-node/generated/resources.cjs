'use strict'

// The operations, grouped by resource. Written by `make generate` from `api/operations.toml`.

const { call } = require('../call.cjs')
const { EnterpriseList, listFields } = require('../list.cjs')
const { check, read, subjectOf } = require('../options.cjs')
const { watch } = require('../wait.cjs')

const enterpriseOf = (given) => subjectOf('enterprise', given, 'spEnterpriseId')
const subscriberOf = (given) => subjectOf('subscriber', given, 'userId')

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
    return new EnterpriseList(this.#session, listFields('enterprises.list', fields, known), options)
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
    const callbacks = read('directorySync.run', fields, known)
    return await watch(this.#session, 'directory_sync.run', subject, callbacks, options)
  }

  async wait(enterprise, fields, options) {
    const subject = enterpriseOf(enterprise)
    const known = { onProgress: 'function' }
    const callbacks = read('directorySync.wait', fields, known)
    return await watch(this.#session, 'directory_sync.wait', subject, callbacks, options)
  }
}

class SubscribersResource {
  #session

  constructor(session) {
    this.#session = session
  }

  async get(subscriber, options) {
    const subject = subscriberOf(subscriber)
    return await call(this.#session, 'subscribers.get', [subject], options)
  }

  async remove(subscriber, options) {
    const subject = subscriberOf(subscriber)
    return await call(this.#session, 'subscribers.remove', [subject], options)
  }
}

/** The resources of a client. */
class Resources {
  constructor(session) {
    this.enterprises = new EnterprisesResource(session)
    this.directorySync = new DirectorySyncResource(session)
    this.subscribers = new SubscribersResource(session)
  }
}

module.exports = { EnterprisesResource, DirectorySyncResource, SubscribersResource, Resources }
