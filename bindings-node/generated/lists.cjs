'use strict'

// The lists. Written by `make generate` from `api/operations.toml`.

const { ItemList } = require('../list.cjs')

class EnterpriseList extends ItemList {}

class SubscriberList extends ItemList {}

class BillingReportList extends ItemList {}

module.exports = { EnterpriseList, SubscriberList, BillingReportList }
