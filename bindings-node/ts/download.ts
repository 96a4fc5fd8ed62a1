import { inspect } from 'node:util'
import { callOptions, jsonOf, runNative, type Start } from './internal/call'
import { guard } from './internal/errors'
import { native } from './internal/load'
import { check } from './internal/options'
import type { Session } from './internal/session'
import type { Cancel, Download } from './native'

/**
 * The file of a billing report, before its download. It sends nothing until you call a method, and each
 * call downloads the file again. It isn't a promise: call a method.
 *
 * The methods throw the errors that `billingReports.download` lists. No error shows the link, which is a
 * secret.
 */
export class BillingReportDownload {
  readonly #open: (session: Session) => Download
  readonly #session: Session
  readonly #signal: AbortSignal | undefined

  private constructor(session: Session, operation: string, values: unknown[], options: unknown) {
    const { signal, timeout } = callOptions(options)
    const text = jsonOf(values)
    this.#open = ({ native: client }) =>
      guard(() => new native.Download(client, operation, text, timeout))
    this.#session = session
    this.#signal = signal
    // Opening a download sends nothing and checks every argument.
    this.#open(session)
  }

  /** @internal */
  static of(
    session: Session,
    operation: string,
    values: unknown[],
    options: unknown,
  ): BillingReportDownload {
    return new BillingReportDownload(session, operation, values, options)
  }

  /** Makes the download once, with the events and functions of the call that is current now. */
  async #run<T>(start: (download: Download, cancel: Cancel | undefined) => ReturnType<Start>) {
    const session = this.#session.forCall()
    try {
      const download = this.#open(session)
      const value = await runNative<T>(session, this.#signal, (cancel) => start(download, cancel))
      return { download, value }
    } finally {
      session.end()
    }
  }

  /**
   * Downloads the report to a file. The file is written under another name in the same folder, and
   * renamed when it is complete. Until then, and after an error, a file at `path` stays as it is.
   *
   * @param path The file to write. An existing file is replaced.
   * @returns The size of the file in bytes.
   * @throws InvalidArgumentError: The file can't be written.
   */
  async save(path: string): Promise<number> {
    check('path', path, 'text')
    const { value } = await this.#run<number>((download, cancel) => download.save(path, cancel))
    return value
  }

  /** Downloads the report into memory, as Webex sent it: CSV. */
  async bytes(): Promise<Buffer> {
    const { download } = await this.#run((download, cancel) => download.read(cancel))
    return download.take() ?? Buffer.alloc(0)
  }

  /** Downloads the report into memory, as text. */
  async text(): Promise<string> {
    return (await this.bytes()).toString('utf8')
  }

  /** @internal */
  [inspect.custom](): string {
    return 'BillingReportDownload {}'
  }
}
