/// <reference lib="esnext.disposable" preserve="true" />

import { rootCertificates } from 'node:tls'
import { inspect } from 'node:util'
import { type Bulk, BulkDirectorySync } from './generated/bulk'
import { CLIENT_OPTIONS, type ClientOptions } from './generated/client-options'
import type { CallOptions, Timeouts, WithMetadata } from './generated/records'
import { Resources } from './generated/resources'
import { callOptions, runNative } from './internal/call'
import { guard } from './internal/errors'
import { Hooks } from './internal/hooks'
import { native } from './internal/load'
import { bodyOf, check, type Kinds, pairsOf, read } from './internal/options'
import { Session } from './internal/session'
import type { Query } from './list'
import { sourceOf, TokenSource } from './token-source'

/** The methods of `request`. */
export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'

/** What `request` sends. */
export interface RequestFields {
  /** The query. Default: none. */
  query?: Query | null | undefined
  /** The body, sent as JSON. Default: none. */
  body?: unknown | undefined
}

/**
 * A client for Webex for BroadWorks. Create one and keep it, because all calls share its connections.
 * Every method retries only what is safe to retry.
 *
 * Results are plain objects with Webex's own field names, exactly as Webex sent them. Every method
 * throws `InvalidArgumentError` before it sends anything, `APIStatusError` and its subclasses if Webex
 * refuses the request, `APIConnectionError` if no response arrives, `ResponseDecodeError` if the response
 * isn't what Webex documents, `ClientClosedError`, and the reason of its signal.
 */
export class Client extends Resources {
  readonly #session: Session
  readonly #shown: object

  /** The operations over many enterprises. */
  readonly bulk: Bulk

  /** Refuses all further calls. Calls in flight continue. */
  readonly close: () => void

  /**
   * Builds a client; sends nothing.
   *
   * @throws ConfigurationError if there is no token, or an option can't be used
   * @throws InvalidArgumentError if an option is unknown or of the wrong type
   */
  constructor(options?: ClientOptions)
  /** @internal */
  constructor(options: ClientParts)
  constructor(options?: ClientOptions | ClientParts) {
    const { session, shown } = options instanceof ClientParts ? options : partsOf(options)
    super(session)
    this.#session = session
    this.#shown = shown
    this.bulk = { directorySync: BulkDirectorySync.of(session) }
    // An own property that is a function makes structuredClone and postMessage throw. Otherwise they
    // would copy an object that looks like a client and doesn't work.
    this.close = () => session.native.close()
  }

  /**
   * Reads the client's clock: the computer's, or that of the sandbox that made the client.
   *
   * The client uses this clock for all its decisions. Ages and deadlines that you compute from it are
   * also correct with a sandbox whose clock differs from the computer's.
   */
  now(): Date {
    return new Date(this.#session.native.now())
  }

  /**
   * Sends any other request below the base URL, by the same rules.
   *
   * Retries GET and PUT. Retries POST, PATCH and DELETE only if Webex did nothing.
   *
   * @param method GET, PUT, POST, PATCH or DELETE
   * @param path unencoded, such as `/organizations/{orgId}`; each part between slashes is encoded
   * @param fields `query` and `body`
   * @param options `signal` and `timeout`
   * @returns the JSON of the response; `null` if it has no body
   * @throws AmbiguousOutcomeError if the client can't tell whether Webex executed a POST or PATCH
   */
  async request<T = unknown>(
    method: Method,
    path: string,
    fields?: RequestFields | null,
    options?: CallOptions | null,
  ): Promise<T> {
    check('method', method, 'text')
    check('path', path, 'text')
    const known: Kinds<RequestFields> = { query: 'query', body: 'anything' }
    const { query, body } = read<RequestFields>('request', fields, known)
    const [pairs, text] = [pairsOf('query', query), bodyOf(body)]
    const { signal, timeout } = callOptions(options)
    return await runNative<T>(this.#session, signal, (cancel, native) =>
      native.request(method, path, pairs, text, timeout, cancel),
    )
  }

  /**
   * Returns a client with its own time limits that uses this client's connections.
   *
   * Both share everything else: token, pauses after a 429, the limit of requests in flight, and hooks.
   * Closing either closes both.
   *
   * @param options the new limits; by default, each is that of this client
   * @throws InvalidArgumentError if a limit is zero
   */
  withOptions(options?: Timeouts | null): Client {
    const known: Kinds<Timeouts> = { timeout: 'deadline', attemptTimeout: 'time' }
    const limits = read<Timeouts>('withOptions', options, known)
    const nativeClient = guard(() => this.#session.native.withOptions(limits))
    const session = this.#session.withNative(nativeClient)
    return new Client(new ClientParts(session, { ...this.#shown, ...limits }))
  }

  /**
   * Returns the same resources with methods that resolve to `{ data, metadata }`. Pages of a list have
   * their own metadata, and downloads have none.
   */
  withResponse(): ClientWithResponse {
    const parts = new ClientParts(this.#session.withMetadata(), this.#shown)
    return new Client(parts) as unknown as ClientWithResponse
  }

  /** Closes the client at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /** The options of the client, without token, proxy, hooks and logger. */
  toJSON(): Record<string, unknown> {
    return { ...this.#shown }
  }

  /** @internal */
  [inspect.custom](_depth: number, options: object, show: typeof inspect): string {
    return `Client ${show(this.#shown, options)}`
  }
}

/** A resource whose methods resolve to `{ data, metadata }`; pages of a list have their own metadata. */
export type WithResponse<Resource> = {
  readonly [Method in keyof Resource]: Resource[Method] extends (
    ...values: infer Values
  ) => Promise<infer Data>
    ? (...values: Values) => Promise<WithMetadata<Data>>
    : Resource[Method]
}

/** Every resource of a client, `WithResponse`. */
export type ResourcesWithResponse = {
  readonly [Name in keyof Resources]: WithResponse<Resources[Name]>
}

/**
 * The resources of `Client` with the metadata of each response. If an operation takes several requests,
 * the metadata is that of the last one.
 */
export interface ClientWithResponse extends ResourcesWithResponse {
  /** See `Client.request`. */
  request<T = unknown>(
    method: Method,
    path: string,
    fields?: RequestFields | null,
    options?: CallOptions | null,
  ): Promise<WithMetadata<T>>
}

/** Options for the clocks of tests, which errors don't list. */
interface OptionsOfTests {
  _clockSpeed?: number
  _clock?: Date | InstanceType<typeof native.TestServer>
}

/** What clients are made of; `withOptions` and `withResponse` derive one from another. */
class ClientParts {
  constructor(
    readonly session: Session,
    readonly shown: object,
  ) {}
}

function partsOf(options: unknown): ClientParts {
  const { _clockSpeed, _clock, token, onRequest, onResponse, onRetry, logger, ...given } = read<
    ClientOptions & OptionsOfTests
  >('Client', options, { ...CLIENT_OPTIONS, _clockSpeed: 'factor', _clock: 'anything' })
  const source = sourceOf(token)
  const isObserved = onRequest ?? onResponse ?? onRetry ?? logger
  const hooks = isObserved && new Hooks({ onRequest, onResponse, onRetry, logger })
  const nativeClient = guard(() => {
    const sandbox = _clock instanceof native.TestServer ? _clock : undefined
    const clock = _clock instanceof native.TestServer ? undefined : _clock?.getTime()
    const own = { fallbackRoots: fallbackRoots(), clockSpeed: _clockSpeed, clock }
    const nativeSource = source && TokenSource.nativeOf(source)
    return new native.Client({ ...given, ...own }, nativeSource, sandbox)
  })
  for (const notice of nativeClient.notices()) process.emitWarning(notice, 'WebexWarning')
  // A proxy's URL may contain a password.
  const { proxy: _proxy, ...shown } = given
  const callbacks = source && TokenSource.callbacksOf(source)
  return new ClientParts(new Session(nativeClient, { hooks, callbacks }), shown)
}

/** Node's own certificate authorities, if the system has none. */
function fallbackRoots(): string | undefined {
  return native.systemHasNoAuthorities() ? rootCertificates.join('\n') : undefined
}
