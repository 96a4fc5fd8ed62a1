'use strict'

const { Client } = require('./client.cjs')
const { classes } = require('./errors.cjs')
const { EnterpriseList } = require('./list.cjs')
const { directorySyncState } = require('./state.cjs')
const { tokens } = require('./tokens.cjs')

module.exports = { Client, EnterpriseList, directorySyncState, tokens, ...classes }
