'use strict'

const { BulkRun } = require('./bulk-run.cjs')
const { Client } = require('./client.cjs')
const { classes } = require('./errors.cjs')
const resources = require('./generated/resources.cjs')
const { EnterpriseList } = require('./list.cjs')
const {
  directorySyncErrorCode,
  directorySyncErrorCodes,
  directorySyncState,
  subscriberErrorCode,
  subscriberErrorCodes,
  subscriberState,
} = require('./state.cjs')
const { tokens } = require('./tokens.cjs')

module.exports = {
  BulkRun,
  Client,
  EnterpriseList,
  directorySyncErrorCode,
  directorySyncErrorCodes,
  directorySyncState,
  subscriberErrorCode,
  subscriberErrorCodes,
  subscriberState,
  tokens,
  ...classes,
  ...resources,
}
