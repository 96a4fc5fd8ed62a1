'use strict'

const { BulkRun } = require('./bulk-run.cjs')
const { Client } = require('./client.cjs')
const { BillingReportDownload } = require('./download.cjs')
const { classes } = require('./errors.cjs')
const lists = require('./generated/lists.cjs')
const resources = require('./generated/resources.cjs')
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
  BillingReportDownload,
  BulkRun,
  Client,
  directorySyncErrorCode,
  directorySyncErrorCodes,
  directorySyncState,
  subscriberErrorCode,
  subscriberErrorCodes,
  subscriberState,
  tokens,
  ...classes,
  ...lists,
  ...resources,
}
