/// <reference lib="esnext.disposable" preserve="true" />

/**
 * A Webex simulator and a scripted server on this machine, for testing code that calls Webex.
 *
 * ```js
 * import { Sandbox } from 'webex-broadworks/testing'
 *
 * const sandbox = await Sandbox.start({ enterprises: 5000, speed: 600 })
 * const webex = sandbox.client()
 * ```
 *
 * @module
 */

export type * from './generated/sandbox'
export * from './generated/test-servers'
