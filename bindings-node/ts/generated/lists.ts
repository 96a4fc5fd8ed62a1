// The lists. Written by `make generate` from `api/operations.toml`.

/** @module lists */

import { ItemList, type ListRequest } from '../list'
import type { BillingReport, Enterprise, Subscriber } from './models'

/** A list of enterprises, which sends nothing until it is read: see `ItemList`. */
export class EnterpriseList extends ItemList<Enterprise> {
  private constructor(request: ListRequest) {
    super(request)
  }

  /** @internal */
  static of(request: ListRequest): EnterpriseList {
    return new EnterpriseList(request)
  }
}

/** A list of subscribers, which sends nothing until it is read: see `ItemList`. */
export class SubscriberList extends ItemList<Subscriber> {
  private constructor(request: ListRequest) {
    super(request)
  }

  /** @internal */
  static of(request: ListRequest): SubscriberList {
    return new SubscriberList(request)
  }
}

/** A list of billing reports, which sends nothing until it is read: see `ItemList`. */
export class BillingReportList extends ItemList<BillingReport> {
  private constructor(request: ListRequest) {
    super(request)
  }

  /** @internal */
  static of(request: ListRequest): BillingReportList {
    return new BillingReportList(request)
  }
}
