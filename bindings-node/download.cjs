'use strict'

// A download: nothing is sent before one of its methods is called.

const { inspect } = require('node:util')
const { callOptions, jsonOf, runNative } = require('./call.cjs')
const { guard } = require('./errors.cjs')
const { check } = require('./options.cjs')

class BillingReportDownload {
  #arguments
  #operation
  #session
  #signal
  #timeout

  constructor(session, operation, values, options) {
    const { signal, timeout } = callOptions(options)
    this.#arguments = jsonOf(values)
    this.#operation = operation
    this.#session = session
    this.#signal = signal
    this.#timeout = timeout
    // Opening a download sends nothing and checks every argument.
    guard(() => this.#open(session))
  }

  #open({ native }) {
    return native.download(this.#operation, this.#arguments, this.#timeout)
  }

  /** Makes the download once, with the events and functions of the call that is current now. */
  async #run(work) {
    const session = this.#session.forCall()
    try {
      const download = guard(() => this.#open(session))
      return await work(download, (start) => runNative(session, this.#signal, start))
    } finally {
      session.end()
    }
  }

  async save(path) {
    check('path', path, 'text')
    return await this.#run((download, run) => run((cancel) => download.save(path, cancel)))
  }

  async bytes() {
    return await this.#run(async (download, run) => {
      await run((cancel) => download.read(cancel))
      return download.take()
    })
  }

  async text() {
    return (await this.bytes()).toString('utf8')
  }

  [inspect.custom]() {
    return 'BillingReportDownload {}'
  }
}

module.exports = { BillingReportDownload }
